#include "ui/panels/loss/compared_run.h"

#include "ui/theme/tokens.h"

#include <algorithm>
#include <array>

namespace zscape {

QColor comparedColour(int place) {
    // Far apart from each other and from the text's colour, which is that of the run that is shown.
    static constexpr std::array<int, kMostComparedRuns> kClasses = {8, 4, 1, 3, 6, 2, 10, 7};
    return tokens().classColour(kClasses[static_cast<size_t>(std::max(0, place)) % kClasses.size()] - 1);
}

}  // namespace zscape
