# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with events, sorted by what the reader can do about it.

EventError
├── CatalogueError          the table of event types is broken; the service must not start
├── UnknownEventType        a type that the table does not name
├── ForeignEventType        a type whose writer is another service
├── InvalidEnvelope         bytes or attributes that are no CloudEvent of ours
├── EventTooLarge           an envelope beyond what a log must take
├── UnknownTopic            a topic that the log was not told of
├── LogUnavailable          the brokers did not take or give something now
├── NoSuchDeadLetter        an id that names no open dead letter of this group
├── NotTried                a dead letter that only waits; nobody knows whether it would fail
├── Retryable               raised by a handler: the cause will pass, try the same event again
└── Invalid                 raised by a handler: this event can never be handled as it is
"""

from __future__ import annotations


class EventError(Exception):
    """Base of every error of this library; the message is a sentence for an operator."""


class CatalogueError(EventError):
    """The table of event types is broken."""


class UnknownEventType(EventError):
    """The table of event types does not name this type."""


class ForeignEventType(EventError):
    """Another service is the only writer of this event type."""


class InvalidEnvelope(EventError):
    """The text is not an event envelope."""


class EventTooLarge(EventError):
    """The envelope is larger than a log must take."""


class UnknownTopic(EventError):
    """The event log was not told of this topic."""


class LogUnavailable(EventError):
    """The brokers did not take or give something now; whoever asked tries again."""


class NoSuchDeadLetter(EventError):
    """No open dead letter of this group has this id."""


class NotTried(EventError):
    """The dead letter waits behind another one, or was not tried since: it cannot be given up on."""


class Retryable(EventError):
    """A handler's way to say: the cause will pass, give me the same event again later."""


class Invalid(EventError):
    """A handler's way to say: this event can never be handled as it is, do not try again."""
