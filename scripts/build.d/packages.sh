# Sourced by scripts/build: the packages of Debian and Ubuntu that Zscape is built from, and installing those that are missing.
# Nothing here reads a program's output through a pipe that closes early: under pipefail its writer then counts as failed.

packages=(
  g++ cmake ninja-build pkg-config python3 python3-venv ccache
  qt6-base-dev qt6-charts-dev qt6-svg-dev libqt6opengl6-dev libgl1-mesa-dev qt6-qpa-plugins
  libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev
  libavformat-dev libavcodec-dev libswscale-dev libavutil-dev
  libsqlite3-dev nlohmann-json3-dev libcli11-dev libgif-dev libjpeg-dev libpng-dev libtiff-dev libheif-dev libheif-plugin-libde265 libheif-plugin-dav1d liblcms2-dev libarchive-dev libhdf5-dev libre2-dev zlib1g-dev libgtest-dev
)

# available NAME: apt could install it.
available() {
  local policy
  policy=$(LC_ALL=C apt-cache policy "$1" 2>/dev/null) || return 1
  [[ $policy =~ Candidate:\ +[0-9] ]]
}

# qtHasOpenGl: libqt6opengl6-dev is a package of its own in Debian 12 and Ubuntu 24.04; later its files are in qt6-base-dev.
qtHasOpenGl() {
  local files
  files=$(dpkg-query -L qt6-base-dev 2>/dev/null) || return 1
  [[ $files == */Qt6OpenGLConfig.cmake* ]]
}

# heifHasDecoders: in Debian 12 they are linked into libheif; later each is a package of its own.
heifHasDecoders() {
  local needs
  needs=$(dpkg-query -W -f '${Depends}' libheif1 2>/dev/null) || return 1
  [[ $needs == *libde265-0* && $needs == *libdav1d* ]]
}

# missingPackages: those of `packages` that are needed and not there, one a line.
missingPackages() {
  local name states
  states=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null) || true  # it fails where one is unknown
  for name in "${packages[@]}"; do
    [[ $'\n'$states$'\n' == *$'\n'"$name installed"$'\n'* ]] && continue
    case "$name" in
      libqt6opengl6-dev) qtHasOpenGl && continue ;;
      libheif-plugin-*) heifHasDecoders && continue ;;
      cmake) command -v cmake >/dev/null && continue ;;
      ninja-build) command -v ninja >/dev/null && continue ;;
      python3-venv) python3 -c 'import venv, ensurepip' 2>/dev/null && continue ;;
    esac
    echo "$name"
  done
}

# downloadSize NAME...: what apt would load for them, as it says it; nothing where it does not say. `as` is sudo or env.
downloadSize() {
  local plan
  plan=$("$as" env LC_ALL=C apt-get install --assume-no --no-install-recommends "$@" 2>/dev/null) || true  # "no" is its failure
  if [[ $plan =~ Need\ to\ get\ ([^\ ]+\ [kMG]?B) ]]; then echo "${BASH_REMATCH[1]}"; fi
}

# installPackages NAME...: installs them as root or by sudo. What apt and dpkg say goes into build/apt.log.
installPackages() {
  local names=() name size as=env log=build/apt.log
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail "these packages are missing, and there is no sudo to install them: $*"
    as=sudo
  fi
  say "$# packages are missing; asking apt for them"
  "$as" apt-get update -qq >"$log" 2>&1 || say "some of apt's lists could not be renewed ($log says why); those that are here must do"
  for name in "$@"; do
    case "$name" in  # what not every suite has
      libqt6opengl6-dev | libheif-plugin-*) available "$name" || continue ;;
    esac
    names+=("$name")
  done
  size=$(downloadSize "${names[@]}")
  say "installing ${names[*]}${size:+ and what they need, $size to download}"
  if ! "$as" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "${names[@]}" >>"$log" 2>&1; then
    tail -n 15 "$log" >&2
    fail "apt could not install them; all that it said is in $log"
  fi
}

# providePackages: nothing where all are there. The names of what is missing where there is no apt.
providePackages() {
  local missing tool
  if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    mapfile -t missing < <(missingPackages)
    if ((${#missing[@]})); then installPackages "${missing[@]}"; fi
  else
    for tool in g++ cmake ninja python3; do
      command -v "$tool" >/dev/null || fail "this system has no apt. Install these, under the names that it gives them, and call again: ${packages[*]}"
    done
  fi
}
