#pragma once

#include <opencv2/core.hpp>
#include <vector>

namespace zscape {

/// A picture that comes some rows at a time, made smaller by area: what cv::resize with INTER_AREA makes of the whole,
/// to the bit, of which hardly more is held than becomes one row of the result.
class AreaRows {
public:
    /// \param from the picture's size, each side at least 1 \param to no larger in either direction
    /// \param type of any depth that pictures are resized in, 1 to 4 channels
    AreaRows(cv::Size from, cv::Size to, int type);

    /// The next rows, as wide as the picture; no more than it has in all.
    void add(const cv::Mat& rows);
    /// Complete when all rows were added.
    const cv::Mat& picture() const { return picture_; }

private:
    /// What a pixel, or a row, of the picture adds to one of the result.
    struct Part {
        int from = 0, to = 0;
        double weight = 0;
    };
    static std::vector<Part> partsOf(int from, int to);
    void addWhole(const cv::Mat& rows);
    template <class Number, class Sum>
    void addParts(const cv::Mat& rows);

    const cv::Size from_;
    const bool same_;
    int whole_ = 0;  ///< rows that are one of the result, where both sides are shrunk by whole numbers; else 0
    cv::Mat picture_;
    cv::Mat waiting_;  ///< fewer rows than that
    int made_ = 0;     ///< rows of the result
    int row_ = 0;      ///< that comes next
    std::vector<Part> across_, down_;
    size_t nextDown_ = 0;
    std::vector<double> sums_;  ///< of the row of the result that is being made; floats where those are summed
};

/// Calls use(rows) for `waiting` and `rows` together, cut to a multiple of `step` rows; what is left waits.
template <class Use>
void inSteps(cv::Mat& waiting, const cv::Mat& rows, int step, const Use& use) {
    cv::Mat all = rows;
    if (!waiting.empty()) cv::vconcat(waiting, rows, all);
    const int ready = all.rows - all.rows % step;
    if (ready > 0) use(all.rowRange(0, ready));
    waiting = ready == all.rows ? cv::Mat() : all.rowRange(ready, all.rows).clone();
}

}  // namespace zscape
