#include "engine/training/patience.h"

namespace zscape {

void Patience::tell(double epoch, double loss) {
    if (!(loss < best_)) {
        ++waited_;
        return;
    }
    best_ = loss;
    bestEpoch_ = epoch;
    waited_ = 0;
}

}  // namespace zscape
