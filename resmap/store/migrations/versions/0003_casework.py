"""Casework: statements, plans, papers, contacts, conferences, assignments, and what an office shares out."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from resmap.domain.ids import new_id

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "answer_links",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_answer_links_office_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_answer_links_token_hash")),
    )
    op.create_index(op.f("ix_answer_links_subject_id"), "answer_links", ["subject_id"], unique=False)
    op.create_table(
        "donations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("dong", sa.String(length=60), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("use_by", sa.Date(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("left_over", sa.Integer(), nullable=False),
        sa.Column("needs", DOCUMENT, nullable=False),
        sa.Column("limits", DOCUMENT, nullable=False),
        sa.Column("wishes", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("offer_id", sa.String(length=36), nullable=True),
        sa.Column("given_by_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.CheckConstraint("count > 0", name=op.f("ck_donations_count_positive")),
        sa.CheckConstraint("left_over BETWEEN 0 AND count", name=op.f("ck_donations_left_of_count")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_donations_offer_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_donations_office_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donations")),
    )
    op.create_index(op.f("ix_donations_office_id"), "donations", ["office_id"], unique=False)
    op.create_table(
        "donation_purposes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("donation_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["donation_id"],
            ["donations.id"],
            name=op.f("fk_donation_purposes_donation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_donation_purposes_user_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donation_purposes")),
    )
    op.create_index(op.f("ix_donation_purposes_donation_id"), "donation_purposes", ["donation_id"], unique=False)
    op.create_table(
        "office_forms",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("fields", DOCUMENT, nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_office_forms_office_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_forms")),
        sa.UniqueConstraint("office_id", "sheet", name=op.f("uq_office_forms_office_id_sheet")),
    )
    op.create_index(op.f("ix_office_forms_office_id"), "office_forms", ["office_id"], unique=False)
    op.create_table(
        "conferences",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.Column("dong", sa.String(length=60), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("chair_id", sa.String(length=36), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["chair_id"], ["users.id"], name=op.f("fk_conferences_chair_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_conferences_office_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences")),
    )
    op.create_index(op.f("ix_conferences_office_id"), "conferences", ["office_id"], unique=False)
    op.create_index(op.f("ix_conferences_on_day"), "conferences", ["on_day"], unique=False)
    op.create_table(
        "case_assignments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("scope", DOCUMENT, nullable=False),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("handover_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_case_assignments_in_order")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_assignments_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_case_assignments_user_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_assignments")),
    )
    op.create_index(op.f("ix_case_assignments_case_id"), "case_assignments", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_assignments_user_id"), "case_assignments", ["user_id"], unique=False)
    op.create_index(
        "uq_case_assignments_one_primary",
        "case_assignments",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'primary' AND until IS NULL AND voided_at IS NULL"),
        postgresql_where=sa.text("kind = 'primary' AND until IS NULL AND voided_at IS NULL"),
    )
    op.create_table(
        "case_carried",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("carried_at", sa.DateTime(), nullable=False),
        sa.Column("copied_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_carried_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_carried")),
        sa.UniqueConstraint("case_id", "sheet", "subject_id", name=op.f("uq_case_carried_case_id_sheet_subject_id")),
    )
    op.create_index(op.f("ix_case_carried_case_id"), "case_carried", ["case_id"], unique=False)
    op.create_table(
        "case_duties",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("to_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reporter_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("justified_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_duties_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_duties")),
    )
    op.create_index(op.f("ix_case_duties_case_id"), "case_duties", ["case_id"], unique=False)
    op.create_table(
        "client_corrections",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("member_id", sa.String(length=36), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("old_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_client_corrections_client_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["client_members.id"], name=op.f("fk_client_corrections_member_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_corrections")),
    )
    op.create_index(op.f("ix_client_corrections_client_id"), "client_corrections", ["client_id"], unique=False)
    op.create_table(
        "case_wishes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("told", sa.String(length=40), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.Column("what_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_wishes_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["client_members.id"], name=op.f("fk_case_wishes_by_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_wishes")),
    )
    op.create_index(op.f("ix_case_wishes_case_id"), "case_wishes", ["case_id"], unique=False)
    op.create_table(
        "case_openings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        sa.Column("reviewed_by", sa.String(length=64), nullable=True),
        sa.Column("purpose_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("finding_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_openings_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_case_openings_user_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_openings")),
    )
    op.create_index(op.f("ix_case_openings_case_id"), "case_openings", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_openings_user_id"), "case_openings", ["user_id"], unique=False)
    op.create_table(
        "case_papers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=True),
        sa.Column("subject_id", sa.String(length=36), nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_papers_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_papers")),
    )
    op.create_index(op.f("ix_case_papers_case_id"), "case_papers", ["case_id"], unique=False)
    op.create_index("ix_case_papers_kind", "case_papers", ["case_id", "kind", "on_day"], unique=False)
    op.create_index(op.f("ix_case_papers_subject_id"), "case_papers", ["subject_id"], unique=False)
    op.create_table(
        "case_plans",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("service_agreed_on", sa.Date(), nullable=True),
        sa.Column("manager_signed_on", sa.Date(), nullable=True),
        sa.Column("decided_how", sa.String(length=20), nullable=True),
        sa.Column("short_term_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("long_term_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("opinion_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("signer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("replaced_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_plans_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_plans")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_plans_case_id_number")),
    )
    op.create_index(op.f("ix_case_plans_case_id"), "case_plans", ["case_id"], unique=False)
    op.create_index(
        "uq_case_plans_one_contracted",
        "case_plans",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("state = 'contracted' AND voided_at IS NULL"),
        postgresql_where=sa.text("state = 'contracted' AND voided_at IS NULL"),
    )
    op.create_table(
        "case_scales",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("scale", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=False),
        sa.Column("member_id", sa.String(length=36), nullable=True),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("score_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_scales_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["client_members.id"],
            name=op.f("fk_case_scales_member_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_scales")),
    )
    op.create_index(op.f("ix_case_scales_case_id"), "case_scales", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_scales_taken_on"), "case_scales", ["taken_on"], unique=False)
    op.create_table(
        "case_statements",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("topic_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reading_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("holder_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_by_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_statements_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_statements")),
    )
    op.create_index(op.f("ix_case_statements_case_id"), "case_statements", ["case_id"], unique=False)
    op.create_table(
        "case_steps",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("from_stage", sa.String(length=40), nullable=False),
        sa.Column("to_stage", sa.String(length=40), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("owed", DOCUMENT, nullable=False),
        sa.Column("conference_id", sa.String(length=36), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_steps_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conferences.id"],
            name=op.f("fk_case_steps_conference_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_steps")),
    )
    op.create_index(op.f("ix_case_steps_case_id"), "case_steps", ["case_id"], unique=False)
    op.create_table(
        "case_tasks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("subject_id", sa.String(length=36), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("result_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_tasks_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_case_tasks_owner_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_tasks")),
    )
    op.create_index(op.f("ix_case_tasks_case_id"), "case_tasks", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_tasks_due_on"), "case_tasks", ["due_on"], unique=False)
    op.create_index(op.f("ix_case_tasks_subject_id"), "case_tasks", ["subject_id"], unique=False)
    op.create_table(
        "conference_attendees",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("conference_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("offer_id", sa.String(length=36), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("secrecy_on", sa.Date(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conferences.id"],
            name=op.f("fk_conference_attendees_conference_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["offers.id"],
            name=op.f("fk_conference_attendees_offer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_conference_attendees_user_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_attendees")),
    )
    op.create_index(
        op.f("ix_conference_attendees_conference_id"), "conference_attendees", ["conference_id"], unique=False
    )
    op.create_table(
        "conference_items",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("conference_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("discussion_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("decided_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_conference_items_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conferences.id"],
            name=op.f("fk_conference_items_conference_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["users.id"],
            name=op.f("fk_conference_items_decided_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_items")),
        sa.UniqueConstraint("conference_id", "case_id", name=op.f("uq_conference_items_conference_id_case_id")),
    )
    op.create_index(op.f("ix_conference_items_case_id"), "conference_items", ["case_id"], unique=False)
    op.create_index(op.f("ix_conference_items_conference_id"), "conference_items", ["conference_id"], unique=False)
    op.create_table(
        "trainings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("hours", sa.Float(precision=53), nullable=True),
        sa.Column("given_by", sa.Text(), nullable=True),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("offer_id", sa.String(length=36), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_trainings_offer_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_trainings_office_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_trainings_user_id"), initially="DEFERRED", deferrable=True
        ),
        sa.CheckConstraint(
            "(CASE WHEN user_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN offer_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_trainings_exactly_one"),
        ),
        sa.CheckConstraint("until IS NULL OR until >= on_day", name=op.f("ck_trainings_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainings")),
    )
    op.create_index(op.f("ix_trainings_offer_id"), "trainings", ["offer_id"], unique=False)
    op.create_index(op.f("ix_trainings_office_id"), "trainings", ["office_id"], unique=False)
    op.create_index(op.f("ix_trainings_topic"), "trainings", ["topic"], unique=False)
    op.create_index(op.f("ix_trainings_user_id"), "trainings", ["user_id"], unique=False)
    op.create_table(
        "resource_conflicts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("one_id", sa.String(length=36), nullable=False),
        sa.Column("other_id", sa.String(length=36), nullable=False),
        sa.Column("tie_id", sa.String(length=36), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_as", sa.String(length=20), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("mediation_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ended_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.CheckConstraint("one_id <> other_id", name=op.f("ck_resource_conflicts_not_with_itself")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_conflicts")),
        sa.UniqueConstraint("tie_id", name=op.f("uq_resource_conflicts_tie_id")),
    )
    op.create_table(
        "case_goals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("plan_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("goal_type", sa.String(length=40), nullable=True),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("replaces_id", sa.String(length=36), nullable=True),
        sa.Column("purpose_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("need_ids_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("why_changed_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_goals_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["case_plans.id"], name=op.f("fk_case_goals_plan_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["case_goals.id"],
            name=op.f("fk_case_goals_replaces_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_goals")),
    )
    op.create_index(op.f("ix_case_goals_case_id"), "case_goals", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_goals_plan_id"), "case_goals", ["plan_id"], unique=False)
    op.create_table(
        "case_need_links",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("from_id", sa.String(length=36), nullable=False),
        sa.Column("to_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_case_need_links_of_two")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_need_links_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["from_id"],
            ["case_needs.id"],
            name=op.f("fk_case_need_links_from_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["case_needs.id"], name=op.f("fk_case_need_links_to_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_need_links")),
        sa.UniqueConstraint("from_id", "to_id", "kind", name=op.f("uq_case_need_links_from_id_to_id_kind")),
    )
    op.create_index(op.f("ix_case_need_links_case_id"), "case_need_links", ["case_id"], unique=False)
    op.create_table(
        "donation_shares",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("donation_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("need_id", sa.String(length=36), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.CheckConstraint("count > 0", name=op.f("ck_donation_shares_count_positive")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_donation_shares_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["donation_id"],
            ["donations.id"],
            name=op.f("fk_donation_shares_donation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["need_id"],
            ["case_needs.id"],
            name=op.f("fk_donation_shares_need_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["case_services.id"],
            name=op.f("fk_donation_shares_service_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donation_shares")),
    )
    op.create_index(
        "uq_donation_shares_one_held",
        "donation_shares",
        ["donation_id", "case_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('planned', 'given') AND voided_at IS NULL"),
        postgresql_where=sa.text("state IN ('planned', 'given') AND voided_at IS NULL"),
    )
    op.create_index(op.f("ix_donation_shares_case_id"), "donation_shares", ["case_id"], unique=False)
    op.create_index(op.f("ix_donation_shares_donation_id"), "donation_shares", ["donation_id"], unique=False)
    op.create_table(
        "case_contacts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("roles", DOCUMENT, nullable=False),
        sa.Column("service", sa.String(length=20), nullable=True),
        sa.Column("referral_id", sa.String(length=36), nullable=True),
        sa.Column("with_whom_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_contacts_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referrals.id"],
            name=op.f("fk_case_contacts_referral_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_contacts")),
    )
    op.create_index(op.f("ix_case_contacts_case_id"), "case_contacts", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_contacts_on_day"), "case_contacts", ["on_day"], unique=False)
    op.create_table(
        "case_objectives",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("plan_id", sa.String(length=36), nullable=False),
        sa.Column("goal_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("measure", sa.String(length=40), nullable=True),
        sa.Column("replaces_id", sa.String(length=36), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("holder_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("indicator_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("baseline_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("target_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("strategy_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("attained_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("gas_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.CheckConstraint("months IS NULL OR months > 0", name=op.f("ck_case_objectives_months_positive")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_objectives_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["goal_id"],
            ["case_goals.id"],
            name=op.f("fk_case_objectives_goal_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["case_plans.id"],
            name=op.f("fk_case_objectives_plan_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["case_objectives.id"],
            name=op.f("fk_case_objectives_replaces_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_objectives")),
    )
    op.create_index(op.f("ix_case_objectives_case_id"), "case_objectives", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_objectives_plan_id"), "case_objectives", ["plan_id"], unique=False)
    op.create_table(
        "plan_lines",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("plan_id", sa.String(length=36), nullable=False),
        sa.Column("objective_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("timing", sa.String(length=40), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("methods", sa.String(length=120), nullable=True),
        sa.Column("direct_service", sa.String(length=20), nullable=True),
        sa.Column("fulfilment", sa.String(length=20), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("provider_id", sa.String(length=36), nullable=True),
        sa.Column("referral_id", sa.String(length=36), nullable=True),
        sa.Column("depends_on_id", sa.String(length=36), nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("provider_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("person_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("per_week_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("when_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("condition_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_plan_lines_in_order")
        ),
        sa.CheckConstraint("priority >= 1", name=op.f("ck_plan_lines_priority_from_1")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_plan_lines_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["depends_on_id"],
            ["plan_lines.id"],
            name=op.f("fk_plan_lines_depends_on_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["objective_id"],
            ["case_objectives.id"],
            name=op.f("fk_plan_lines_objective_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["case_plans.id"], name=op.f("fk_plan_lines_plan_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["offers.id"],
            name=op.f("fk_plan_lines_provider_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referrals.id"],
            name=op.f("fk_plan_lines_referral_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_lines")),
    )
    op.create_index(op.f("ix_plan_lines_case_id"), "plan_lines", ["case_id"], unique=False)
    op.create_index(op.f("ix_plan_lines_plan_id"), "plan_lines", ["plan_id"], unique=False)
    op.add_column("case_blocks", sa.Column("mediation_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("case_blocks", sa.Column("ended_words_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("case_blocks", sa.Column("since", sa.Date(), nullable=True))
    op.add_column("case_blocks", sa.Column("ended_on", sa.Date(), nullable=True))
    op.add_column("case_blocks", sa.Column("ended_as", sa.String(length=20), nullable=True))
    op.add_column("case_consents", sa.Column("text_version", sa.String(length=20), nullable=True))
    op.add_column("case_consents", sa.Column("how", sa.String(length=20), nullable=True))
    op.add_column("case_consents", sa.Column("signed_by", sa.String(length=40), nullable=True))
    op.add_column("case_consents", sa.Column("purpose_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("case_consents", sa.Column("withdrawn_why_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("case_consents", sa.Column("told_on", sa.Date(), nullable=True))
    op.add_column("case_needs", sa.Column("confirmed_on", sa.Date(), nullable=True))
    op.add_column("case_needs", sa.Column("reading_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("case_needs", sa.Column("wish_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("case_needs", sa.Column("extent_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("case_needs", sa.Column("basis_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("case_needs", sa.Column("why_deferred_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("cases", sa.Column("path", sa.String(length=40), server_default="full", nullable=False))
    op.add_column("cases", sa.Column("kind", sa.String(length=40), nullable=True))
    op.add_column("cases", sa.Column("door", sa.String(length=40), nullable=True))
    op.add_column("cases", sa.Column("outcome_on", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("selected_on", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("stage_since", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("outside_index", sa.String(length=64), nullable=True))
    op.add_column("cases", sa.Column("outside_number_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("cases", sa.Column("finder_sealed", sa.LargeBinary(), nullable=True))
    op.create_index("uq_cases_outside_index", "cases", ["office_id", "outside_index"], unique=True)
    op.add_column("clients", sa.Column("birth_date_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("clients", sa.Column("safe_contact_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("clients", sa.Column("particulars_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("offices", sa.Column("settings", DOCUMENT, nullable=True))
    op.add_column("referrals", sa.Column("reply_due", sa.Date(), nullable=True))
    op.add_column("referrals", sa.Column("parked_until", sa.Date(), nullable=True))
    op.add_column("referrals", sa.Column("reminded_on", sa.Date(), nullable=True))
    op.add_column("referrals", sa.Column("decided_by", sa.String(length=20), nullable=True))
    op.add_column("referrals", sa.Column("reason_code", sa.String(length=40), nullable=True))
    op.add_column("referrals", sa.Column("outcome", sa.String(length=40), nullable=True))
    op.add_column("referrals", sa.Column("given_value", sa.BigInteger(), nullable=True))
    op.add_column("referrals", sa.Column("channel", sa.String(length=20), nullable=True))
    op.add_column("referrals", sa.Column("onward_from_id", sa.String(length=36), nullable=True))
    op.add_column("referrals", sa.Column("replied_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("users", sa.Column("post", sa.String(length=40), nullable=True))
    _name_managers()


def downgrade() -> None:
    op.drop_column("users", "post")
    op.drop_column("referrals", "replied_sealed")
    op.drop_column("referrals", "onward_from_id")
    op.drop_column("referrals", "channel")
    op.drop_column("referrals", "given_value")
    op.drop_column("referrals", "outcome")
    op.drop_column("referrals", "reason_code")
    op.drop_column("referrals", "decided_by")
    op.drop_column("referrals", "reminded_on")
    op.drop_column("referrals", "parked_until")
    op.drop_column("referrals", "reply_due")
    op.drop_column("offices", "settings")
    op.drop_column("clients", "particulars_sealed")
    op.drop_column("clients", "safe_contact_sealed")
    op.drop_column("clients", "birth_date_sealed")
    op.drop_index("uq_cases_outside_index", table_name="cases")
    op.drop_column("cases", "finder_sealed")
    op.drop_column("cases", "outside_number_sealed")
    op.drop_column("cases", "outside_index")
    op.drop_column("cases", "stage_since")
    op.drop_column("cases", "selected_on")
    op.drop_column("cases", "outcome_on")
    op.drop_column("cases", "door")
    op.drop_column("cases", "kind")
    op.drop_column("cases", "path")
    op.drop_column("case_needs", "why_deferred_sealed")
    op.drop_column("case_needs", "basis_sealed")
    op.drop_column("case_needs", "extent_sealed")
    op.drop_column("case_needs", "wish_sealed")
    op.drop_column("case_needs", "reading_sealed")
    op.drop_column("case_needs", "confirmed_on")
    op.drop_column("case_consents", "told_on")
    op.drop_column("case_consents", "withdrawn_why_sealed")
    op.drop_column("case_consents", "purpose_sealed")
    op.drop_column("case_consents", "signed_by")
    op.drop_column("case_consents", "how")
    op.drop_column("case_consents", "text_version")
    op.drop_table("resource_conflicts")
    op.drop_column("case_blocks", "ended_as")
    op.drop_column("case_blocks", "ended_on")
    op.drop_column("case_blocks", "since")
    op.drop_column("case_blocks", "ended_words_sealed")
    op.drop_column("case_blocks", "mediation_sealed")
    op.drop_index(op.f("ix_plan_lines_plan_id"), table_name="plan_lines")
    op.drop_index(op.f("ix_plan_lines_case_id"), table_name="plan_lines")
    op.drop_table("plan_lines")
    op.drop_index(op.f("ix_case_objectives_plan_id"), table_name="case_objectives")
    op.drop_index(op.f("ix_case_objectives_case_id"), table_name="case_objectives")
    op.drop_table("case_objectives")
    op.drop_index(op.f("ix_case_contacts_on_day"), table_name="case_contacts")
    op.drop_index(op.f("ix_case_contacts_case_id"), table_name="case_contacts")
    op.drop_table("case_contacts")
    op.drop_index("uq_donation_shares_one_held", table_name="donation_shares")
    op.drop_index(op.f("ix_donation_shares_donation_id"), table_name="donation_shares")
    op.drop_index(op.f("ix_donation_shares_case_id"), table_name="donation_shares")
    op.drop_table("donation_shares")
    op.drop_index(op.f("ix_case_need_links_case_id"), table_name="case_need_links")
    op.drop_table("case_need_links")
    op.drop_index(op.f("ix_case_goals_plan_id"), table_name="case_goals")
    op.drop_index(op.f("ix_case_goals_case_id"), table_name="case_goals")
    op.drop_table("case_goals")
    op.drop_index(op.f("ix_trainings_user_id"), table_name="trainings")
    op.drop_index(op.f("ix_trainings_topic"), table_name="trainings")
    op.drop_index(op.f("ix_trainings_office_id"), table_name="trainings")
    op.drop_index(op.f("ix_trainings_offer_id"), table_name="trainings")
    op.drop_table("trainings")
    op.drop_index(op.f("ix_conference_items_conference_id"), table_name="conference_items")
    op.drop_index(op.f("ix_conference_items_case_id"), table_name="conference_items")
    op.drop_table("conference_items")
    op.drop_index(op.f("ix_conference_attendees_conference_id"), table_name="conference_attendees")
    op.drop_table("conference_attendees")
    op.drop_index(op.f("ix_case_tasks_subject_id"), table_name="case_tasks")
    op.drop_index(op.f("ix_case_tasks_due_on"), table_name="case_tasks")
    op.drop_index(op.f("ix_case_tasks_case_id"), table_name="case_tasks")
    op.drop_table("case_tasks")
    op.drop_index(op.f("ix_case_steps_case_id"), table_name="case_steps")
    op.drop_table("case_steps")
    op.drop_index(op.f("ix_case_statements_case_id"), table_name="case_statements")
    op.drop_table("case_statements")
    op.drop_index(op.f("ix_case_scales_taken_on"), table_name="case_scales")
    op.drop_index(op.f("ix_case_scales_case_id"), table_name="case_scales")
    op.drop_table("case_scales")
    op.drop_index(
        "uq_case_plans_one_contracted",
        table_name="case_plans",
        sqlite_where=sa.text("state = 'contracted' AND voided_at IS NULL"),
        postgresql_where=sa.text("state = 'contracted' AND voided_at IS NULL"),
    )
    op.drop_index(op.f("ix_case_plans_case_id"), table_name="case_plans")
    op.drop_table("case_plans")
    op.drop_index(op.f("ix_case_papers_subject_id"), table_name="case_papers")
    op.drop_index("ix_case_papers_kind", table_name="case_papers")
    op.drop_index(op.f("ix_case_papers_case_id"), table_name="case_papers")
    op.drop_table("case_papers")
    op.drop_index(op.f("ix_client_corrections_client_id"), table_name="client_corrections")
    op.drop_table("client_corrections")
    op.drop_index(op.f("ix_case_wishes_case_id"), table_name="case_wishes")
    op.drop_table("case_wishes")
    op.drop_index(op.f("ix_case_openings_user_id"), table_name="case_openings")
    op.drop_index(op.f("ix_case_openings_case_id"), table_name="case_openings")
    op.drop_table("case_openings")
    op.drop_index(op.f("ix_case_duties_case_id"), table_name="case_duties")
    op.drop_table("case_duties")
    op.drop_index(op.f("ix_case_carried_case_id"), table_name="case_carried")
    op.drop_table("case_carried")
    op.drop_index(
        "uq_case_assignments_one_primary",
        table_name="case_assignments",
        sqlite_where=sa.text("kind = 'primary' AND until IS NULL AND voided_at IS NULL"),
        postgresql_where=sa.text("kind = 'primary' AND until IS NULL AND voided_at IS NULL"),
    )
    op.drop_index(op.f("ix_case_assignments_user_id"), table_name="case_assignments")
    op.drop_index(op.f("ix_case_assignments_case_id"), table_name="case_assignments")
    op.drop_table("case_assignments")
    op.drop_index(op.f("ix_conferences_on_day"), table_name="conferences")
    op.drop_index(op.f("ix_conferences_office_id"), table_name="conferences")
    op.drop_table("conferences")
    op.drop_index(op.f("ix_office_forms_office_id"), table_name="office_forms")
    op.drop_table("office_forms")
    op.drop_index(op.f("ix_donation_purposes_donation_id"), table_name="donation_purposes")
    op.drop_table("donation_purposes")
    op.drop_index(op.f("ix_donations_office_id"), table_name="donations")
    op.drop_table("donations")
    op.drop_index(op.f("ix_answer_links_subject_id"), table_name="answer_links")
    op.drop_table("answer_links")


def _name_managers() -> None:
    """Every case that there is gets its manager as an assignment, and the day of its present stage."""
    cases = sa.table(
        "cases", *(sa.column(name) for name in ("id", "manager_id", "opened_on", "stage_since", "created_at"))
    )
    assignments = sa.table(
        "case_assignments",
        *(sa.column(name) for name in ("id", "case_id", "user_id", "kind", "created_at", "created_by", "revision")),
        sa.column("since", sa.Date()),
        sa.column("scope", DOCUMENT),
    )
    connection = op.get_bind()
    connection.execute(sa.update(cases).values(stage_since=cases.c.opened_on))
    rows = [
        {
            "id": new_id(),
            "case_id": case.id,
            "user_id": case.manager_id,
            "kind": "primary",
            "since": case.opened_on,
            "scope": [],
            "created_at": case.created_at,
            "created_by": "system",
            "revision": 1,
        }
        for case in connection.execute(
            sa.text("SELECT id, manager_id, opened_on, created_at FROM cases").columns(
                opened_on=sa.Date(), created_at=sa.DateTime()
            )
        )
    ]
    if rows:
        connection.execute(
            sa.insert(assignments).values(created_at=sa.bindparam("created_at", type_=sa.DateTime())), rows
        )
