# Sourced by scripts/build: LibTorch out of a Python wheel, in a virtual environment of our own.

torchVersion=2.13.0
venv=build/venv
# What a wheel of this version and all that it needs take. Measured; measure again when the version changes.
cpuSize='at most 0.2 GB to download, 0.9 GB on disk'
cudaSize='at most 2.8 GB to download, 4.7 GB on disk'
cpuIndex=https://download.pytorch.org/whl/cpu

# torchWanted: cpu or cuda, as ZSCAPE_TORCH says, else by whether there is an NVIDIA card that answers.
torchWanted() {
  case "${ZSCAPE_TORCH:-}" in
    cpu | cuda) echo "$ZSCAPE_TORCH" ;;
    '') if nvidia-smi -L >/dev/null 2>&1; then echo cuda; else echo cpu; fi ;;
    *) fail "ZSCAPE_TORCH is '$ZSCAPE_TORCH'; it can be cpu or cuda" ;;
  esac
}

# torchInstalled: prints what is in the environment, nothing where it is not whole or of another version.
# pip writes INSTALLER last: an installation that was broken off has none.
torchInstalled() {
  local whole
  whole=$(compgen -G "$venv/lib/python3*/site-packages/torch-$torchVersion*.dist-info/INSTALLER") || return 0
  [[ -f ${whole%/torch-*}/torch/lib/libtorch.so ]] || return 0
  echo "$whole"
}

# torchSuits: what is installed is what ZSCAPE_TORCH asks for. Where no CPU wheel was offered, the plain one stands for it.
torchSuits() {
  local whole asked=''
  whole=$(torchInstalled)
  [[ -n $whole ]] || return 1
  [[ -n ${ZSCAPE_TORCH:-} ]] || return 0
  if [[ -f $venv/zscape-asked-for ]]; then asked=$(<"$venv/zscape-asked-for")
  elif [[ -f ${whole%/torch-*}/torch/lib/libtorch_cuda.so ]]; then asked=cuda
  else asked=cpu; fi
  [[ $asked == "$ZSCAPE_TORCH" ]]
}

# pipOffers SPECIFICATION [OPTION...]: installs it. 1 where no such wheel is offered; ends where anything else went wrong.
pipOffers() {
  local shown=(-qq) log=build/pip.log said
  # On a terminal gigabytes come with pip's own progress.
  if [[ -t 2 && $1 != *+cpu ]]; then shown=(); fi
  "$venv/bin/pip" install "${shown[@]}" --disable-pip-version-check "$@" >&2 2>"$log" && return 0
  said=$(<"$log")
  [[ $said == *"No matching distribution found for torch"* ]] && return 1
  tail -n 8 "$log" >&2
  fail "pip could not install torch $torchVersion; all that it said is in $log"
}

# installTorch cpu|cuda: into a new environment, so that nothing of one that was broken off is left.
installTorch() {
  local index=()
  rm -rf "$venv"
  python3 -m venv "$venv" || fail "python3 could not make a virtual environment in $venv"
  if [[ $1 == cpu ]]; then
    # Asked only where it answers: pip would try for minutes.
    if "$venv/bin/python" -c "import urllib.request as u; u.urlopen('$cpuIndex/torch/', timeout=5)" 2>/dev/null; then
      index=(--extra-index-url "$cpuIndex")
    fi
    say "installing torch $torchVersion for the CPU into $venv ($cpuSize)"
    if pipOffers "torch==$torchVersion+cpu" "${index[@]}"; then echo cpu >"$venv/zscape-asked-for"; return; fi
    say "no wheel for the CPU alone is offered here. The plain one works as well, with libraries of CUDA that stay unused: $cudaSize"
  else
    say "installing torch $torchVersion with CUDA into $venv ($cudaSize)"
  fi
  # === takes the plain wheel even where one with +cpu lies beside it.
  if pipOffers "torch===$torchVersion" || pipOffers "torch==$torchVersion"; then echo "$1" >"$venv/zscape-asked-for"; return; fi
  fail "pip finds no torch $torchVersion for $(python3 --version). Name a LibTorch of 2.8 or newer: Torch_DIR=FOLDER/share/cmake/Torch"
}

# namedTorch: the caller names a LibTorch in Torch_DIR or CMAKE_PREFIX_PATH.
namedTorch() {
  local prefix prefixes
  [[ -z ${Torch_DIR:-} ]] || return 0
  IFS=: read -ra prefixes <<<"${CMAKE_PREFIX_PATH:-}"
  for prefix in "${prefixes[@]}"; do
    [[ -f $prefix/include/torch/csrc/api/include/torch/torch.h ]] && return 0
  done
  return 1
}

# provideTorch: one that the caller names, else one in the environment; installs it where it is not there or not the one asked for.
provideTorch() {
  local wanted
  if namedTorch; then return; fi
  wanted=$(torchWanted)
  if ! torchSuits; then installTorch "$wanted"; fi
}
