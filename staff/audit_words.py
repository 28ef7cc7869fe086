"""Which entries of the audit trail are looks at data about people, or take such data out. Pure.

The rooms that show or hand out such data record it by these words; a test looks for each of them in the rooms.
"""

LOOKS = frozenset(
    {
        "answer.look",
        "audit.export",
        "batch.download",
        "call_back.look",
        "codes.order",
        "export made",
        "helpdesk.look",
        "job.download",
        "parcel.download",
        "proofs.download",
        "text.look",
        "wishes.draw",
        "wishes.take_out",
    }
)
