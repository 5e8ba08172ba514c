#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace zscape {

/// Over how many steps a smoothed loss is a mean at this step of a run (from 1): over 3 % of the steps so far, at least
/// 1 and at most 100. So a young run is not told by its first steps, and an old one is not told by its noise. It is the
/// step's own number: neither what comes later nor what is shown changes it.
double smoothingWindow(double step);

/// Every smoothed loss that is drawn, named or written: an exponential mean over smoothingWindow() steps, which begins
/// anew behind each mark, since what was before it is the loss of other settings. Of a mean that just began the weights
/// are those of what it has seen alone (bias-corrected: Kingma and Ba 2015, section 3), so it is drawn towards nothing.
/// With a = 1 / window(step) of each step: m = sum_i a_i x_i prod_(j > i) (1 - a_j), divided by the same sum of ones.
class LossSmoother {
public:
    /// \param columns how many losses a step has
    /// \param marks steps that were done when a setting changed, ascending
    explicit LossSmoother(size_t columns, std::vector<int64_t> marks = {});

    /// Another list of marks: for steps that are yet to come.
    void setMarks(std::vector<int64_t> marks);

    /// \param step later than that of the call before
    /// \param values one of each column; what is not finite is passed by
    /// \return the means at this step, NaN where there was no finite value yet. Valid until the next call.
    /// \pre values.size() is the number of columns
    std::span<const double> next(int64_t step, std::span<const double> values);

private:
    void beginAnew();

    std::vector<int64_t> marks_;
    size_t mark_ = 0;  ///< the first that no step has passed yet
    int64_t step_ = 0;
    std::vector<double> sums_, weights_, means_;
};

}  // namespace zscape
