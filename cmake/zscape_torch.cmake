include_guard(GLOBAL)
# LibTorch's headers take 12 s a source file: every room that needs them reuses this one precompiled header.
find_package(Torch 2.8 REQUIRED)
add_library(zscape_torch INTERFACE)
target_link_libraries(zscape_torch INTERFACE torch)
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/torch_pch.cpp" CONTENT "// only carries the precompiled header\n")  # left alone where it is there: configuring again rebuilds nothing
add_library(zscape_torch_pch OBJECT "${CMAKE_BINARY_DIR}/torch_pch.cpp")
target_include_directories(zscape_torch_pch PUBLIC "${CMAKE_SOURCE_DIR}")
target_link_libraries(zscape_torch_pch PRIVATE zscape_flags zscape_torch)
target_precompile_headers(zscape_torch_pch PRIVATE <torch/torch.h> <nlohmann/json.hpp> <algorithm> <cmath> <filesystem> <functional> <map> <memory> <mutex> <optional> <string> <thread> <vector>)
