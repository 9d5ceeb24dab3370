"""What every part of the configuration is made of: frozen models, names, labels, sentences, days."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Permission = Literal["read", "triage", "write", "maintain", "admin"]
Side = Literal["nominator", "reviewers", "expert", "maintainers"]
"""Who may be waited for."""
Holder = Literal["nominator", "reviewers", "expert", "maintainers", "nobody"]
"""Who is waited for first of all; nobody, where nothing is."""
WaitKind = Literal["answers", "question", "mending", "renewal", "review", "expert", "decision", "merge"]
"""What may be waited for."""
Kind = Literal["candidate", "dpg"]
PullKind = Literal["candidate", "dpg", "archive"]
"""Every pull request of a nomination: the two of its stages, and the one that takes its record out of the registry."""
Resting = Literal["archive", "excluded"]
"""Where a record goes that is no longer listed."""
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,40}$")]
LabelName = Annotated[str, StringConstraints(min_length=1, max_length=50)]
Colour = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{6}$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Days = Annotated[int, Field(ge=1, le=3650)]


class Model(BaseModel):
    """Frozen, and no key is taken that the model does not know."""

    # A model is built when it is used first: most of them are parts of another, which builds them once more.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


class Label(Model):
    """A label of the registry repository: name at most 50 characters, description at most 100 (GitHub's limits)."""

    name: LabelName
    colour: Colour = "ededed"
    description: Annotated[str, StringConstraints(max_length=100)] = ""
