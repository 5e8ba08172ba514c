#include "engine/session/version.h"

namespace zscape {

std::string torchVersion() { return ZSCAPE_TORCH_VERSION; }

std::string buildVersion() { return ZSCAPE_BUILD_VERSION; }

}  // namespace zscape
