"""A local GitHub good enough to run the whole bot against; the tests and `dpgbot demo` use it."""

from bot.sandbox.clock import Clock
from bot.sandbox.deliveries import Delivery
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.github import LocalGitHub
from bot.sandbox.ledger import Count, Exchange, Mutation, Request, WebhookSent
from bot.sandbox.limits import Limits
from bot.sandbox.people import Person
from bot.sandbox.records import Account, App, Hook, Label, Release, Status
from bot.sandbox.refused import Refused
from bot.sandbox.seen import CommentSeen, IssueSeen, PullSeen, RepoSeen

__all__ = [
    "Account",
    "App",
    "Clock",
    "CommentSeen",
    "Count",
    "Delivery",
    "Exchange",
    "Fault",
    "Faults",
    "Hook",
    "IssueSeen",
    "Label",
    "Limits",
    "LocalGitHub",
    "Mutation",
    "Person",
    "PullSeen",
    "Refused",
    "Release",
    "RepoSeen",
    "Request",
    "Status",
    "WebhookSent",
]
