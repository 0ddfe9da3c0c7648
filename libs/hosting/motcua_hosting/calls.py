# SPDX-License-Identifier: Apache-2.0
"""Calls between services: as the service itself, or on behalf of the person whose call is being answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from motcua_identity import ClientCredentials, Provider
from motcua_rpc import Channel, TokenSource, acting_as, channel
from motcua_rpc.call import CURRENT

from motcua_hosting.settings import ServiceSettings


class Neighbours:
    """Channels of one service to its neighbours, with the token of its own service account."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._provider = issuer_of(settings)
        self._token = ClientCredentials(
            self._provider, settings.client_id, settings.client_secret.get_secret_value()
        )
        self._channels: list[Channel] = []

    def channel(self, service: str) -> Channel:
        """A channel to the neighbour called `service` ("workflow"); closed by `close`.

        Raises:
            ValueError: no address is set, or it is not loopback and has no TLS.
            TlsRefused: a file of certificates cannot be used.
        """
        opened = neighbour(self._settings, service, self._token)
        self._channels.append(opened)
        return opened

    def close(self) -> None:
        for opened in self._channels:
            opened.close()
        self._provider.close()


def issuer_of(settings: ServiceSettings) -> Provider:
    """The issuer of tokens as this service reaches it; whoever takes it closes it."""
    return Provider(settings.issuer, discovery_url=settings.discovery_url or None)


def neighbour(settings: ServiceSettings, service: str, token: TokenSource | None = None) -> Channel:
    """A channel to `service` at the address that the settings give, by TLS where there are certificates; errors as above."""
    address = getattr(settings, f"{service}_address")
    if not address:
        raise ValueError(f"the address of {service} is not set: see MOTCUA_{service.upper()}_ADDRESS")
    files = settings.tls.files
    begun = token is not None  # a service that calls as itself goes on with an event or a timer
    if files is None:
        return channel(address, token, begun=begun, inner=True)
    return channel(address, token, trust=files.trust(), server_name=service, begun=begun, inner=True)


@contextmanager
def for_caller() -> Iterator[None]:
    """Calls made inside carry the token of the call being answered, so that the callee checks the person."""
    call = CURRENT.get()
    if call is None or call.token is None:
        raise RuntimeError("for_caller() works inside handlers of signed-in callers only")
    with acting_as(call.token):
        yield
