# SPDX-License-Identifier: Apache-2.0
"""Calls between services: as the service itself, or on behalf of the person whose call is being answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from motcua_identity import ClientCredentials, Provider
from motcua_rpc import Channel, acting_as, channel
from motcua_rpc.call import CURRENT

from motcua_hosting.settings import ServiceSettings


class Neighbours:
    """Channels of one service to its neighbours, with the token of its own service account."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._provider = Provider(settings.issuer)
        self._token = ClientCredentials(
            self._provider, settings.client_id, settings.client_secret.get_secret_value()
        )
        self._channels: list[Channel] = []

    def channel(self, address: str) -> Channel:
        """A channel to `host:port`; closed by `close`.

        Raises:
            ValueError: no address is set, or it is not loopback and has no TLS.
        """
        if not address:
            raise ValueError(
                "the address of a neighbour is not set: see MOTCUA_…_ADDRESS in motcua_hosting.settings"
            )
        opened = channel(address, self._token)
        self._channels.append(opened)
        return opened

    def close(self) -> None:
        for opened in self._channels:
            opened.close()
        self._provider.close()


@contextmanager
def for_caller() -> Iterator[None]:
    """Calls made inside carry the token of the call being answered, so that the callee checks the person."""
    call = CURRENT.get()
    if call is None or call.token is None:
        raise RuntimeError("for_caller() works inside handlers of signed-in callers only")
    with acting_as(call.token):
        yield
