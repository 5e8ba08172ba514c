#pragma once

#include "engine/session/session.h"

#include <filesystem>

namespace zscape {

/// What of a program needs LibTorch, OpenCV's and FFmpeg's libraries is a module of its own, which is loaded when it is
/// needed first: they take longer to load than a window takes to open, and --help needs none of them. It is
/// lib/zscape/PROGRAM.so beside the program's folder, in the build as where it is installed, and finds the light rooms
/// (core, recipe, project, the door) in the program: there is one of each.
///
/// Set what LibTorch reads from the environment before.

/// Where this program's module should be. The program's own path, symbolic links followed.
std::filesystem::path modulePath();

/// The address of a function in it, for it has C linkage. Any thread; the first call loads the module, which stays
/// loaded. \throws Error "engine.module" when it is missing, damaged, or one of its libraries is; "engine.version"
void* moduleFunction(const char* name);

/// The engine out of it.
EngineSource moduleEngine();

}  // namespace zscape
