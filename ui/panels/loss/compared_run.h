#pragma once

#include "engine/session/metrics.h"

#include <QColor>
#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace zscape {

/// A run whose curve is laid over that of the run that is shown: what the Loss panel has to know of it.
struct ComparedRun {
    QString name;    ///< what tells it from the others, short: "β 4", "16 dimensions"
    int colour = 0;  ///< for comparedColour(), from 0; the dot of its row in a list has the same
    std::shared_ptr<const RunMetrics> metrics;  ///< never null; may grow
    std::vector<Mark> marks;
    /// spec.part("likelihood"): the reconstructions of two kinds of it are not the same term.
    std::string likelihood;
};

/// With the run that is shown, so many at most.
inline constexpr size_t kMostComparedRuns = 8;

/// The colour of ComparedRun::colour on the ground that is in force: class colours 8 4 1 3 6 2 10 7, then again.
QColor comparedColour(int place);

}  // namespace zscape
