#include "engine/data/scattered_pictures.h"

#include "engine/data/saturated.h"

namespace zscape {

ScatteredPictures::ScatteredPictures(const std::vector<Extent>& extents) {
    for (const Extent& next : extents) {
        if (next.extent == 1) continue;
        if (!extents_.empty() && extents_.back().ofPicture == next.ofPicture)
            extents_.back().extent = saturatedProduct(extents_.back().extent, next.extent);
        else extents_.push_back(next);
    }
    if (!extents_.empty() && extents_.back().ofPicture) {
        pieceNumbers_ = extents_.back().extent;
        extents_.pop_back();
    }
    if (!extents_.empty()) neighbours_ = extents_.back().extent;
    for (const Extent& each : extents_)
        if (each.ofPicture) pieces_ = saturatedProduct(pieces_, each.extent);
}

int64_t ScatteredPictures::placeOf(int64_t picture, int64_t piece) const {
    int64_t place = 0, step = pieceNumbers_;
    for (auto each = extents_.rbegin(); each != extents_.rend(); ++each) {
        int64_t& index = each->ofPicture ? piece : picture;
        place += index % each->extent * step;
        index /= each->extent;
        step *= each->extent;
    }
    return place;
}

}  // namespace zscape
