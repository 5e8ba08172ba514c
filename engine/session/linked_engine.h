#pragma once

#include "engine/session/session_engine.h"

namespace zscape {

/// The engine itself, an EngineSource: what moduleEngine() finds in the module. A program that everything is linked
/// into names it in Session::Options::engine.
std::unique_ptr<SessionEngine> linkedEngine(const EngineContext& context);

}  // namespace zscape
