#pragma once

#include "engine/model/pictures.h"

namespace zscape {

/// Pictures of which the setting "seen_quadrants" (1, 2 or 3) are given and the others are what counts: the lower left
/// one is seen, then the upper left, then the upper right (Sohn, Lee, Yan 2015, section 5.1, in the order of Pyro's
/// tutorial). The encoder sees all of the picture; what it is for is the hidden part.
class Quadrants : public Pictures {
public:
    explicit Quadrants(const ModelSpec& spec);
    Tensor lossMask(const Tensor& pixels) const override;

private:
    mutable Tensor hidden_;  ///< [1,1,S,S] bool, on the device that last asked
};

}  // namespace zscape
