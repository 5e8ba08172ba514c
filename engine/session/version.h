#pragma once

#include <string>

namespace zscape {

/// Of the LibTorch that the engine was built with: "2.13.0".
std::string torchVersion();

}  // namespace zscape
