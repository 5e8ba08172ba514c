#pragma once

#include <string>

namespace zscape {

/// Of the LibTorch that the engine was built with: "2.13.0".
std::string torchVersion();

/// Of Zscape and of that LibTorch: a program and its module have the same one.
std::string buildVersion();

}  // namespace zscape
