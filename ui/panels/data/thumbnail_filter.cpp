#include "ui/panels/data/thumbnail_filter.h"

#include <QElapsedTimer>

#include <algorithm>

namespace zscape {

namespace {
/// Images between two looks at the clock.
constexpr int64_t kBatch = 256;
}  // namespace

void ThumbnailFilter::start(std::shared_ptr<const ImageSet> images, ThumbnailQuery query) {
    images_ = std::move(images);
    query_ = std::move(query);
    found_.clear();
    next_ = 0;
    end_ = images_ && !query_.everything() ? images_->count() : 0;
}

bool ThumbnailFilter::wants(int64_t image) const {
    if (query_.among && !query_.among->contains(image)) return false;
    if (query_.label != ThumbnailQuery::kAllLabels && images_->labelOf(image) != query_.label) return false;
    for (const AttributeCondition& condition : query_.conditions)
        if (!holds(*images_, image, condition)) return false;
    return query_.text.isEmpty() ||
           QString::fromStdString(images_->nameOf(image)).contains(query_.text, Qt::CaseInsensitive);
}

bool ThumbnailFilter::work(int milliseconds) {
    QElapsedTimer clock;
    clock.start();
    while (next_ < end_) {
        for (const int64_t stop = std::min(end_, next_ + kBatch); next_ < stop; ++next_) {
            if (wants(next_)) found_.push_back(next_);
        }
        if (clock.elapsed() >= milliseconds) break;
    }
    return working();
}

int64_t ThumbnailFilter::count() const {
    if (!images_) return 0;
    return query_.everything() ? images_->count() : static_cast<int64_t>(found_.size());
}

int64_t ThumbnailFilter::imageAt(int64_t position) const {
    return query_.everything() ? position : found_[static_cast<size_t>(position)];
}

int64_t ThumbnailFilter::positionOf(int64_t image) const {
    if (!images_ || image < 0 || image >= images_->count()) return -1;
    if (query_.everything()) return image;
    const auto place = std::lower_bound(found_.begin(), found_.end(), image);
    return place != found_.end() && *place == image ? place - found_.begin() : -1;
}

}  // namespace zscape
