"""Reviews of pull requests over REST."""

from bot.sandbox.actions.pulls import find_pull
from bot.sandbox.actions.reviews import post_review
from bot.sandbox.records import Issue
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.shapes.pulls import pull_of
from bot.sandbox.shapes.reviews import review as review_shape
from bot.sandbox.shapes.reviews import review_comment

PULL = "/repos/{owner}/{repo}/pulls/{number}"


def _find(call: Call) -> Issue:
    return find_pull(call.world, call.repo(), call.number("number"))


def list_reviews(call: Call) -> Answer:
    """All reviews, oldest first."""
    issue = _find(call)
    return call.page(pull_of(issue).reviews, lambda each: review_shape(call.world, issue, each))


def create(call: Call) -> Answer:
    """Post a review."""
    issue = _find(call)
    made = post_review(call.world, call.who(), issue, call.body)
    return Answer(200, review_shape(call.world, issue, made), result=made.id)


def list_comments(call: Call) -> Answer:
    """The comments on lines, of all reviews."""
    issue = _find(call)
    pairs = [(review, each) for review in pull_of(issue).reviews for each in review.comments]
    return call.page(pairs, lambda pair: review_comment(call.world, issue, *pair))


ROUTES = (
    ("GET", f"{PULL}/reviews", list_reviews),
    ("POST", f"{PULL}/reviews", create),
    ("GET", f"{PULL}/comments", list_comments),
)
