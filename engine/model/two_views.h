#pragma once

#include "engine/model/pictures.h"

namespace zscape {

/// Each picture as Pictures makes it, and a second view of it: turned, moved and zoomed a little, each picture by lots
/// of its own from Generators::views. The second view's target is what its input shows, unspoiled.
class TwoViews : public Pictures {
public:
    explicit TwoViews(const ModelSpec& spec);
    /// Two views for training and for held-out losses, which must compare. For showing, where nothing is drawn, the
    /// second is the first once more.
    std::vector<View> make(const Batch& batch, Generators& generators, Purpose purpose) override;

private:
    double strength_;  ///< 1: turns to 15 degrees, moves to a tenth of the side, zooms by a tenth
};

}  // namespace zscape
