include_guard(GLOBAL)
# LibTorch as a target of our own, made from the include and lib folders of a Python wheel or of a LibTorch archive.
# TorchConfig.cmake of a CUDA build demands a CUDA toolkit, which nobody who only links against it needs.
# Looked for in Torch_DIR (its share/cmake/Torch), CMAKE_PREFIX_PATH, and where ./scripts/build puts it.
set(ZSCAPE_TORCH_OLDEST 2.8)

if(NOT Torch_DIR AND DEFINED ENV{Torch_DIR})
  set(Torch_DIR "$ENV{Torch_DIR}")
endif()
if(Torch_DIR)
  cmake_path(ABSOLUTE_PATH Torch_DIR NORMALIZE OUTPUT_VARIABLE torchApi)
  cmake_path(APPEND torchApi "../../../include")
  cmake_path(NORMAL_PATH torchApi)
  if(NOT EXISTS "${torchApi}/torch/csrc/api/include/torch/torch.h")
    message(FATAL_ERROR "Torch_DIR is ${Torch_DIR}, and no LibTorch lies around it: name the folder share/cmake/Torch inside LibTorch ${ZSCAPE_TORCH_OLDEST} or newer.")
  endif()
else()
  # Not cached: another wheel in its place is found by configuring again.
  file(GLOB torchInstalled "${CMAKE_SOURCE_DIR}/build/venv/lib/python3*/site-packages/torch")
  find_path(torchApi torch/csrc/api/include/torch/torch.h NO_CACHE HINTS ${torchInstalled} PATH_SUFFIXES include)
  if(NOT torchApi)
    message(FATAL_ERROR "LibTorch was not found: ./scripts/build installs it, or name one of ${ZSCAPE_TORCH_OLDEST} or newer with Torch_DIR (its folder share/cmake/Torch) or CMAKE_PREFIX_PATH.")
  endif()
endif()
get_filename_component(torchRoot "${torchApi}/.." ABSOLUTE)

set(torchVersion "")
foreach(header torch/headeronly/version.h torch/csrc/api/include/torch/version.h)  # where it stands, and where it stood before 2.10
  if(EXISTS "${torchApi}/${header}" AND NOT torchVersion)
    file(STRINGS "${torchApi}/${header}" lines REGEX "^#define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
    string(REGEX MATCHALL "[0-9]+" numbers "${lines}")
    list(JOIN numbers "." torchVersion)
  endif()
endforeach()
if(torchVersion VERSION_LESS ZSCAPE_TORCH_OLDEST)
  message(FATAL_ERROR "The LibTorch in ${torchRoot} is ${torchVersion}; Zscape needs ${ZSCAPE_TORCH_OLDEST} or newer.")
endif()

# torch_cpu, and torch_cuda where it is, register what they can do when they are loaded. No symbol of theirs is named
# by us, so a linker that drops libraries which nobody names (Ubuntu's) would leave a program without kernels.
set(CMAKE_LINK_LIBRARY_USING_ZSCAPE_KEPT_SUPPORTED TRUE)
set(CMAKE_LINK_LIBRARY_USING_ZSCAPE_KEPT "-Wl,--push-state,--no-as-needed" "<LINK_ITEM>" "-Wl,--pop-state")
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)  # installed programs find the same LibTorch
add_library(zscape_torch INTERFACE)
target_include_directories(zscape_torch SYSTEM INTERFACE "${torchApi}" "${torchApi}/torch/csrc/api/include")
set(torchLibraries "")
foreach(part c10 torch_cpu torch c10_cuda torch_cuda c10_hip torch_hip)
  find_library(library ${part} NO_CACHE NO_DEFAULT_PATH PATHS "${torchRoot}/lib" "${torchRoot}/lib/${CMAKE_LIBRARY_ARCHITECTURE}")
  if(library)
    add_library(zscape_lib_${part} SHARED IMPORTED)
    set_target_properties(zscape_lib_${part} PROPERTIES IMPORTED_LOCATION "${library}")
    list(APPEND torchLibraries zscape_lib_${part})
  elseif(part MATCHES "^(c10|torch_cpu|torch)$")
    message(FATAL_ERROR "The LibTorch in ${torchRoot} has no lib/lib${part}.so: it is not whole. Remove it and let ./scripts/build install it again.")
  endif()
  unset(library)
endforeach()
list(JOIN torchLibraries "," torchLibraries)
target_link_libraries(zscape_torch INTERFACE "$<LINK_LIBRARY:ZSCAPE_KEPT,${torchLibraries}>")

# Qt's and OpenCV's std::string is the new one; a LibTorch with the old one would link to nothing of theirs.
get_target_property(torchC10 zscape_lib_c10 IMPORTED_LOCATION)
file(STRINGS "${torchC10}" newStrings REGEX "__cxx11" LIMIT_COUNT 1)
if(NOT newStrings)
  message(FATAL_ERROR "The LibTorch in ${torchRoot} was built with the C++ library's old ABI: take the archive with cxx11-abi in its name, or a wheel.")
endif()
message(STATUS "LibTorch ${torchVersion} in ${torchRoot}")

# Under both sanitizers a source that reads LibTorch's headers took three minutes at -O2: half of it for checks of each pointer in them
# (a null pointer ends under AddressSanitizer all the same).
if(ZSCAPE_SANITIZE MATCHES "undefined")
  target_compile_options(zscape_torch INTERFACE -fno-sanitize=null,alignment,vptr)
endif()

# It takes 12 s a source file to read: every room that needs the headers reuses this one precompiled header.
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/torch_pch.cpp" CONTENT "// only carries the precompiled header\n")  # left alone where it is there: configuring again rebuilds nothing
add_library(zscape_torch_pch OBJECT "${CMAKE_BINARY_DIR}/torch_pch.cpp")
target_include_directories(zscape_torch_pch PUBLIC "${CMAKE_SOURCE_DIR}")
target_link_libraries(zscape_torch_pch PRIVATE zscape_flags zscape_torch)
target_precompile_headers(zscape_torch_pch PRIVATE <torch/torch.h> <nlohmann/json.hpp> <algorithm> <cmath> <filesystem> <functional> <map> <memory> <mutex> <optional> <string> <thread> <vector>)
