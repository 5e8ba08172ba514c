#pragma once

#include "engine/model/parts.h"

namespace zscape {

/// One view of a batch: its pixels, as they are.
struct PlainViews : Views {
    std::vector<View> make(const Batch& batch, Generators&, Purpose) override {
        return {{batch.pixels, batch.pixels, {}, batch.index}};
    }
};

}  // namespace zscape
