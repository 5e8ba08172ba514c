#include "engine/session/version.h"

#include <torch/version.h>

namespace zscape {

std::string torchVersion() { return TORCH_VERSION; }

}  // namespace zscape
