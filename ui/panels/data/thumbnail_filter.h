#pragma once

#include "engine/session/types.h"
#include "ui/panels/data/thumbnail_query.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace zscape {

/// Finds the images that a query wants in slices, so that a million names hold up no event. GUI thread only.
class ThumbnailFilter {
public:
    void start(std::shared_ptr<const ImageSet> images, ThumbnailQuery query);
    /// Goes on for about `milliseconds`. \return true while there is more to do
    bool work(int milliseconds);
    bool working() const { return next_ < end_; }

    const ThumbnailQuery& query() const { return query_; }
    /// Images found so far (all of them when the query wants everything).
    int64_t count() const;
    /// \pre 0 <= position < count()
    int64_t imageAt(int64_t position) const;
    /// -1 when the image is not among those found.
    int64_t positionOf(int64_t image) const;

private:
    bool wants(int64_t image) const;

    std::shared_ptr<const ImageSet> images_;
    ThumbnailQuery query_;
    std::vector<int64_t> found_;  ///< ascending; unused when the query wants everything
    int64_t next_ = 0;
    int64_t end_ = 0;
};

}  // namespace zscape
