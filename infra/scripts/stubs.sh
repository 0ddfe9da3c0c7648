#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Generates Go and Java stubs from proto/ and compiles them, in a folder that is thrown away: so that they still do.
#   sh infra/scripts/stubs.sh [go|java]...      both without a name
# Versions are pinned in infra/stubs; Go and Maven fetch what they need as they do for any project. A language whose tools are not
# there is skipped, and said to be.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
# That of the sources where it has the tools (make install-dev), else the one of the environment.
python=${PYTHON:-$root/.venv/bin/python}
"$python" -c 'import grpc_tools' 2>/dev/null || python=python3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Where generated code of a file lives: its own package below the module, as the contract names no language.
go_packages() {
    (cd proto && find motcua -name '*.proto' | sort) | while read -r file; do
        printf -- '--go_opt=M%s=%s/%s --go-grpc_opt=M%s=%s/%s ' "$file" "$1" "$(dirname "$file")" "$file" "$1" "$(dirname "$file")"
    done
}

go_stubs() {
    command -v go >/dev/null || { echo "stubs: Go skipped, as there is no go (1.24 or later)"; return 0; }
    "$python" -c 'import grpc_tools' 2>/dev/null || { echo "stubs: Go needs protoc: pip install grpcio-tools" >&2; exit 1; }
    module=example.org/motcua
    mkdir "$work/go" "$work/bin"
    cp infra/stubs/go/go.mod infra/stubs/go/go.sum infra/stubs/go/main.go "$work/go"
    (cd "$work/go" && GOBIN="$work/bin" go install tool)
    # shellcheck disable=SC2046
    PATH="$work/bin:$PATH" "$python" -m grpc_tools.protoc -I proto --go_out="$work/go" --go_opt=module=$module \
        --go-grpc_out="$work/go" --go-grpc_opt=module=$module $(go_packages $module) $(find proto/motcua -name '*.proto' | sort)
    (cd "$work/go" && go build -mod=readonly -o "$work/bin/" ./... && go vet ./...)
    echo "stubs: Go compiles"
}

java_stubs() {
    command -v mvn >/dev/null || { echo "stubs: Java skipped, as there is no mvn (Maven, with Java 17 or later)"; return 0; }
    mkdir "$work/java"
    cp -r infra/stubs/java/. "$work/java"
    (cd "$work/java" && mvn -q -B -Dproto="$root/proto" compile)
    echo "stubs: Java compiles"
}

[ $# -gt 0 ] || set -- go java
for language in "$@"; do
    case $language in
        go) go_stubs ;;
        java) java_stubs ;;
        *) echo "stubs: go or java, not $language" >&2; exit 2 ;;
    esac
done
