"""What the database keeps."""

from jixiao.web.models.answers import Answer
from jixiao.web.models.dossiers import Dossier, LedgerKind, Record, Standing
from jixiao.web.models.filings import Confirmation, Filing, Notice, Publication, Remark, Step
from jixiao.web.models.history import Entry
from jixiao.web.models.jobs import Job
from jixiao.web.models.people import Account, Grant, Token, Unit
from jixiao.web.models.risks import Risk
from jixiao.web.models.rounds import Round
from jixiao.web.models.rules import Deadline, FrameworkEdition, LedgerEdition, Mapping
from jixiao.web.models.target_requests import TargetRequest

__all__ = [
    "Account",
    "Answer",
    "Confirmation",
    "Deadline",
    "Dossier",
    "Entry",
    "Filing",
    "FrameworkEdition",
    "Grant",
    "Job",
    "LedgerEdition",
    "LedgerKind",
    "Mapping",
    "Notice",
    "Publication",
    "Record",
    "Remark",
    "Risk",
    "Round",
    "Standing",
    "Step",
    "TargetRequest",
    "Token",
    "Unit",
]
