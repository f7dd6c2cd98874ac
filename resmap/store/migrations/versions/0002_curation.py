"""Curation of the register: history of entries, checks, proposals, judgements on pairs, boundaries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "boundaries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("code_system", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("sido", sa.String(length=60), nullable=False),
        sa.Column("sigungu", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("geometry", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boundaries")),
        sa.UniqueConstraint(
            "level", "code_system", "code", "valid_from", name=op.f("uq_boundaries_level_code_system_code_valid_from")
        ),
    )
    op.create_index("ix_boundaries_named", "boundaries", ["sido", "sigungu", "name"], unique=False)
    op.create_table(
        "legal_dongs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("legal_code", sa.String(length=20), nullable=False),
        sa.Column("legal_name", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("sido", sa.String(length=60), nullable=False),
        sa.Column("sigungu", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_dongs")),
        sa.UniqueConstraint("legal_code", "code", name=op.f("uq_legal_dongs_legal_code_code")),
    )
    op.create_index(op.f("ix_legal_dongs_legal_name"), "legal_dongs", ["legal_name"], unique=False)
    op.create_table(
        "source_mappings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_mappings")),
        sa.UniqueConstraint("source", name=op.f("uq_source_mappings_source")),
    )
    op.create_index(op.f("ix_source_mappings_fingerprint"), "source_mappings", ["fingerprint"], unique=False)
    op.create_table(
        "agreements",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("data_terms", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.CheckConstraint("until >= since", name=op.f("ck_agreements_in_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_agreements_organisation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    op.create_index(op.f("ix_agreements_organisation_id"), "agreements", ["organisation_id"], unique=False)
    op.create_table(
        "do_not_contact",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("offer_id", sa.String(length=36), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("name_folded", sa.String(length=400), nullable=True),
        sa.Column("dong", sa.String(length=60), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_do_not_contact_offer_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["office_id"],
            ["offices.id"],
            name=op.f("fk_do_not_contact_office_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_do_not_contact")),
    )
    op.create_index(op.f("ix_do_not_contact_offer_id"), "do_not_contact", ["offer_id"], unique=False)
    op.create_index(op.f("ix_do_not_contact_phone_index"), "do_not_contact", ["phone_index"], unique=False)
    op.create_table(
        "field_checks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("offer_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_field_checks_offer_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_checks")),
    )
    op.create_index(op.f("ix_field_checks_offer_id"), "field_checks", ["offer_id"], unique=False)
    op.create_table(
        "listing_consents",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("offer_id", sa.String(length=36), nullable=False),
        sa.Column("scopes", DOCUMENT, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("paused_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.CheckConstraint("until >= since", name=op.f("ck_listing_consents_in_order")),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["offers.id"],
            name=op.f("fk_listing_consents_offer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_consents")),
    )
    op.create_index(op.f("ix_listing_consents_offer_id"), "listing_consents", ["offer_id"], unique=False)
    op.create_table(
        "offer_changes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("offer_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.String(length=36), nullable=True),
        sa.Column("undoes", sa.String(length=36), nullable=True),
        sa.Column("before", DOCUMENT, nullable=False),
        sa.Column("after", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batches.id"],
            name=op.f("fk_offer_changes_batch_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_offer_changes_offer_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["undoes"],
            ["offer_changes.id"],
            name=op.f("fk_offer_changes_undoes"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_changes")),
    )
    op.create_index(op.f("ix_offer_changes_batch_id"), "offer_changes", ["batch_id"], unique=False)
    op.create_index(op.f("ix_offer_changes_offer_id"), "offer_changes", ["offer_id"], unique=False)
    op.create_table(
        "owner_links",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("offer_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("revision_seen", sa.Integer(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_owner_links_offer_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_owner_links_token_hash")),
    )
    op.create_index(op.f("ix_owner_links_offer_id"), "owner_links", ["offer_id"], unique=False)
    op.create_table(
        "pair_judgements",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("a_id", sa.String(length=36), nullable=False),
        sa.Column("b_id", sa.String(length=36), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("revision_a", sa.Integer(), nullable=False),
        sa.Column("revision_b", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(precision=53), nullable=False),
        sa.Column("lines", DOCUMENT, nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.CheckConstraint("a_id < b_id", name=op.f("ck_pair_judgements_in_order")),
        sa.ForeignKeyConstraint(
            ["a_id"], ["offers.id"], name=op.f("fk_pair_judgements_a_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["b_id"], ["offers.id"], name=op.f("fk_pair_judgements_b_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_judgements")),
    )
    op.create_index(op.f("ix_pair_judgements_b_id"), "pair_judgements", ["b_id"], unique=False)
    op.create_index("ix_pair_judgements_pair", "pair_judgements", ["a_id", "b_id"], unique=False)
    op.create_table(
        "pairs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("a_id", sa.String(length=36), nullable=False),
        sa.Column("b_id", sa.String(length=36), nullable=False),
        sa.Column("revision_a", sa.Integer(), nullable=False),
        sa.Column("revision_b", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(precision=53), nullable=False),
        sa.Column("lines", DOCUMENT, nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.CheckConstraint("a_id < b_id", name=op.f("ck_pairs_in_order")),
        sa.ForeignKeyConstraint(
            ["a_id"], ["offers.id"], name=op.f("fk_pairs_a_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["b_id"], ["offers.id"], name=op.f("fk_pairs_b_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairs")),
        sa.UniqueConstraint("a_id", "b_id", name=op.f("uq_pairs_a_id_b_id")),
    )
    op.create_index(op.f("ix_pairs_a_id"), "pairs", ["a_id"], unique=False)
    op.create_index(op.f("ix_pairs_b_id"), "pairs", ["b_id"], unique=False)
    op.create_index(op.f("ix_pairs_score"), "pairs", ["score"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("offer_id", sa.String(length=36), nullable=True),
        sa.Column("revision_seen", sa.Integer(), nullable=True),
        sa.Column("fields", DOCUMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("dong", sa.String(length=60), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_why", sa.Text(), nullable=True),
        sa.Column("told_by_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_proposals_offer_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index(op.f("ix_proposals_dong"), "proposals", ["dong"], unique=False)
    op.create_index(op.f("ix_proposals_offer_id"), "proposals", ["offer_id"], unique=False)
    op.create_index(op.f("ix_proposals_state"), "proposals", ["state"], unique=False)
    op.create_table(
        "suggested",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("offer_id", sa.String(length=36), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_suggested_offer_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggested")),
        sa.UniqueConstraint("offer_id", "month", name=op.f("uq_suggested_offer_id_month")),
    )
    op.add_column("import_batches", sa.Column("file", sa.String(length=300), nullable=True))
    op.add_column("import_batches", sa.Column("format", sa.String(length=60), nullable=True))
    op.add_column("import_batches", sa.Column("report", DOCUMENT, nullable=True))
    op.add_column("offers", sa.Column("schedules", DOCUMENT, nullable=True))
    op.add_column("offers", sa.Column("cost", sa.Text(), nullable=True))
    op.add_column("offers", sa.Column("website", sa.Text(), nullable=True))
    op.add_column("offers", sa.Column("email", sa.Text(), nullable=True))
    op.add_column("offers", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("offers", sa.Column("capacity_groups", DOCUMENT, nullable=True))
    op.add_column("offers", sa.Column("particulars", DOCUMENT, nullable=True))
    op.add_column("offers", sa.Column("evidence", DOCUMENT, nullable=True))
    op.add_column("offers", sa.Column("proposed_needs", DOCUMENT, nullable=True))
    op.add_column("offers", sa.Column("missing_since", sa.Date(), nullable=True))
    op.add_column("offers", sa.Column("merged_into", sa.String(length=36), nullable=True))
    op.create_index(op.f("ix_offers_merged_into"), "offers", ["merged_into"], unique=False)
    op.add_column("organisations", sa.Column("number", sa.String(length=40), nullable=True))
    op.create_index(op.f("ix_organisations_number"), "organisations", ["number"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_organisations_number"), table_name="organisations")
    op.drop_column("organisations", "number")
    op.drop_index(op.f("ix_offers_merged_into"), table_name="offers")
    op.drop_column("offers", "merged_into")
    op.drop_column("offers", "missing_since")
    op.drop_column("offers", "proposed_needs")
    op.drop_column("offers", "evidence")
    op.drop_column("offers", "particulars")
    op.drop_column("offers", "capacity_groups")
    op.drop_column("offers", "ends_on")
    op.drop_column("offers", "email")
    op.drop_column("offers", "website")
    op.drop_column("offers", "cost")
    op.drop_column("offers", "schedules")
    op.drop_column("import_batches", "report")
    op.drop_column("import_batches", "format")
    op.drop_column("import_batches", "file")
    op.drop_table("suggested")
    op.drop_index(op.f("ix_proposals_state"), table_name="proposals")
    op.drop_index(op.f("ix_proposals_offer_id"), table_name="proposals")
    op.drop_index(op.f("ix_proposals_dong"), table_name="proposals")
    op.drop_table("proposals")
    op.drop_index(op.f("ix_pairs_score"), table_name="pairs")
    op.drop_index(op.f("ix_pairs_b_id"), table_name="pairs")
    op.drop_index(op.f("ix_pairs_a_id"), table_name="pairs")
    op.drop_table("pairs")
    op.drop_index("ix_pair_judgements_pair", table_name="pair_judgements")
    op.drop_index(op.f("ix_pair_judgements_b_id"), table_name="pair_judgements")
    op.drop_table("pair_judgements")
    op.drop_index(op.f("ix_owner_links_offer_id"), table_name="owner_links")
    op.drop_table("owner_links")
    op.drop_index(op.f("ix_offer_changes_offer_id"), table_name="offer_changes")
    op.drop_index(op.f("ix_offer_changes_batch_id"), table_name="offer_changes")
    op.drop_table("offer_changes")
    op.drop_index(op.f("ix_listing_consents_offer_id"), table_name="listing_consents")
    op.drop_table("listing_consents")
    op.drop_index(op.f("ix_field_checks_offer_id"), table_name="field_checks")
    op.drop_table("field_checks")
    op.drop_index(op.f("ix_do_not_contact_phone_index"), table_name="do_not_contact")
    op.drop_index(op.f("ix_do_not_contact_offer_id"), table_name="do_not_contact")
    op.drop_table("do_not_contact")
    op.drop_index(op.f("ix_agreements_organisation_id"), table_name="agreements")
    op.drop_table("agreements")
    op.drop_index(op.f("ix_source_mappings_fingerprint"), table_name="source_mappings")
    op.drop_table("source_mappings")
    op.drop_index(op.f("ix_legal_dongs_legal_name"), table_name="legal_dongs")
    op.drop_table("legal_dongs")
    op.drop_index("ix_boundaries_named", table_name="boundaries")
    op.drop_table("boundaries")
