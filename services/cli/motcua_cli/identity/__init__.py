# SPDX-License-Identifier: Apache-2.0
"""`motcua identity`: realm and people of Keycloak, from the organisation file."""
