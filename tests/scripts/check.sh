# Sourced by the tests of scripts: a temporary folder, and sentences that are printed where they do not hold.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
checks=0
failures=0

# check SENTENCE COMMAND...: the sentence is printed where the command fails.
check() {
  local sentence=$1
  shift
  checks=$((checks + 1))
  if "$@"; then return; fi
  printf 'failed: %s\n' "$sentence"
  failures=$((failures + 1))
}
equal() { [[ $1 == "$2" ]] || { printf '  expected: %s\n  got:      %s\n' "$2" "$1"; return 1; }; }
holds() { [[ $1 == *"$2"* ]] || { printf '  expected: %s\n  in:       %s\n' "$2" "$1"; return 1; }; }

# finish: ends the test; it failed where a check did.
finish() {
  printf '%s checks, %s failed\n' "$checks" "$failures"
  exit $((failures > 0))
}
