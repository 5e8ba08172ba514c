#include "app/zscape_cli/verbs.h"

#include "engine/session/engine_module.h"

namespace zscape {

const Verbs& verbs() {
    using Get = const Verbs*();
    return *reinterpret_cast<Get*>(moduleFunction("zscapeVerbs"))();
}

}  // namespace zscape
