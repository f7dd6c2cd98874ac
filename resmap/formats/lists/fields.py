"""What a column of a list can stand for: the fields, in the order in which a page asks about them.

A field is filled from one column; those of :data:`SEVERAL` may be filled from more, which are
put one after the other. What is personal is named too, so that it is known and never read.
"""

IDENTITY = ("key", "name", "name_part", "name_en", "type", "provision", "organisation", "department",
            "organisation_number")  # fmt: skip
PLACE = ("address", "address_lot", "address_detail", "sido", "sigungu", "region", "dong", "lat", "lon", "x", "y",
         "provider")  # fmt: skip
CONTACT = ("phone", "website", "email", "how_to_apply")

#: The days for which a list may have columns of their own.
DAYS = ("daily", "weekday", "saturday", "sunday", "weekend", "holiday")
TIMES = tuple(f"{day}_{part}" for day in DAYS for part in ("open", "close", "hours"))
HOURS = ("hours", "days", "closed_days", *TIMES)

WHO = ("target", "capacity", "needs")
WHAT = ("description", "cost", "paid")
WHEN = ("started_on", "ends_on", "state", "updated_on")

FIELDS = (*IDENTITY, *PLACE, *CONTACT, *HOURS, *WHO, *WHAT, *WHEN)

#: Without this one there is no entry.
NEEDED = ("name",)

#: Fields that several columns may fill, one after the other.
SEVERAL = frozenset({"description", "target", "hours", "name_part", "how_to_apply"})
