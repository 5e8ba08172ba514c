#include "engine/session/linked_engine.h"

// What engine/session/engine_module.cpp looks for in a module.
extern "C" {

const char* zscapeModuleVersion() { return ZSCAPE_BUILD_VERSION; }

zscape::SessionEngine* zscapeMakeEngine(const zscape::EngineContext& context) {
    return zscape::linkedEngine(context).release();
}
}
