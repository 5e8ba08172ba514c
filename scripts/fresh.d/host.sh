# Sourced by scripts/fresh inside its namespaces: a bare root, and what the host hands into it.

# Proxies of the host, for apt, pip and git in the root.
proxies=()
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
  if [[ -n ${!name:-} ]]; then proxies+=("$name=${!name}"); fi
done

# mirrorOf: Debian's mirror that the host's apt uses.
mirrorOf() {
  local urls
  urls=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources 2>/dev/null |
    sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb +(\[[^]]*\] +)?([^ ]+debian\/?) .*/\2/p') || true
  urls=${urls%%$'\n'*}
  echo "${urls:-http://deb.debian.org/debian}"
}

# makeRoot SUITE FOLDER: git and certificates, nothing else.
makeRoot() {
  local log=$work/debootstrap.log
  debootstrap --variant=minbase --include=git,ca-certificates "$1" "$2" "$(mirrorOf)" >"$log" 2>&1 || { tail -n 10 "$log" >&2; fail "debootstrap could not make $1"; }
}

# aptSources SUITE FOLDER: the host's sources of Debian, for that suite; and what its apt is told about the network.
aptSources() {
  local source suites='bookworm|trixie' mirror
  mirror=$(mirrorOf)
  if [[ -f /etc/apt/sources.list.d/debian.sources ]]; then
    sed -E "/^Suites:/s/\b($suites)\b/$1/g" /etc/apt/sources.list.d/debian.sources >"$2/etc/apt/sources.list.d/debian.sources"
    : >"$2/etc/apt/sources.list"
  else
    echo "deb $mirror $1 main" >"$2/etc/apt/sources.list"
  fi
  for source in /etc/apt/apt.conf /etc/apt/apt.conf.d/*; do
    if [[ -f $source ]] && grep -qE '^ *Acquire::(https?|Check|Retries)' "$source"; then cp "$source" "$2/etc/apt/apt.conf.d/"; fi
  done
}

# pipSettings SUITE FOLDER: where the host's pip looks. Local folders are bound read-only for bookworm, whose Python has wheels there;
# trixie takes what the public index has.
pipSettings() {
  local line key entry place kept
  local -A settings=()
  while IFS= read -r line; do  # the environment's come first, and win
    key=${line%%=*} key=${key##*.} key=${key#default-} line=${line#*=\'}
    : "${settings[$key]:=${line%\'}}"
  done < <(python3 -m pip config list)
  echo '[global]' >"$2/etc/pip.conf"
  for key in index-url trusted-host proxy timeout; do
    if [[ -n ${settings[$key]:-} ]]; then echo "$key = ${settings[$key]}" >>"$2/etc/pip.conf"; fi
  done
  for key in find-links extra-index-url; do
    kept=()
    for entry in ${settings[$key]:-}; do
      place=${entry#file://}
      if [[ $place == /* ]]; then
        [[ $1 == bookworm ]] || continue
        if [[ $key == extra-index-url ]]; then place=$(dirname "$place"); fi  # the files lie beside their index
        if ! mountpoint -q "$2$place"; then
          mkdir -p "$2$place"
          mount --bind "$place" "$2$place"
          mount -o remount,bind,ro "$2$place"
        fi
      fi
      kept+=("$entry")
    done
    if ((${#kept[@]})); then echo "$key = ${kept[*]}" >>"$2/etc/pip.conf"; fi
  done
}

# handIn SUITE FOLDER: names, sources, certificates, pip's settings, the kernel's file systems, the display's socket.
handIn() {
  cp /etc/resolv.conf /etc/hosts "$2/etc/"
  aptSources "$1" "$2"
  if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
    cp /usr/local/share/ca-certificates/*.crt "$2/usr/local/share/ca-certificates/"
    chroot "$2" update-ca-certificates >/dev/null 2>&1
  fi
  mount -t proc proc "$2/proc"
  mount --rbind /sys "$2/sys"
  mount --rbind /dev "$2/dev"
  mkdir -p "$2/tmp/.X11-unix"
  mount --bind /tmp/.X11-unix "$2/tmp/.X11-unix"
  pipSettings "$1" "$2"
}
