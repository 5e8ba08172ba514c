#include "ui/plane/plane_points.h"

#include "ui/plane/plane_region.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace zscape {

/// axes . (z - mean), the part of the mean taken out of the loop.
class PlanePoints::Projection {
public:
    explicit Projection(const PlaneBasis& basis) : basis_(basis), dimensions_(basis.mean.size()) {
        fits_ = basis.axes[0].size() == dimensions_ && basis.axes[1].size() == dimensions_;
        for (size_t d = 0; fits_ && d < dimensions_; ++d) {
            offsetX_ += basis.axes[0][d] * basis.mean[d];
            offsetY_ += basis.axes[1][d] * basis.mean[d];
        }
    }
    bool fits(int dimensions) const { return fits_ && dimensions_ == static_cast<size_t>(dimensions); }
    void place(const float* z, float& x, float& y) const {
        x = -offsetX_;
        y = -offsetY_;
        for (size_t d = 0; d < dimensions_; ++d) {
            x += basis_.axes[0][d] * z[d];
            y += basis_.axes[1][d] * z[d];
        }
    }

private:
    const PlaneBasis& basis_;
    size_t dimensions_;
    bool fits_ = false;
    float offsetX_ = 0, offsetY_ = 0;
};

void PlanePoints::setImages(std::shared_ptr<const ImageSet> images, const std::shared_ptr<const Split>& split) {
    const bool others = images != images_;
    images_ = std::move(images);
    const int64_t count = images_ ? images_->count() : 0;
    sides_.assign(static_cast<size_t>(count), Side::Train);
    hasTest_ = split && !split->test.empty();
    if (split) {
        for (const int64_t image : split->heldOut)
            if (image < count) sides_[static_cast<size_t>(image)] = Side::HeldOut;
        for (const int64_t image : split->test)
            if (image < count) sides_[static_cast<size_t>(image)] = Side::Test;
    }
    if (others) {
        cloud_.reset(count);
        index_.clear();
        seen_.clear();
        endGlide();
        attribute_ = -1;  // of the images before
    }
    regroup();
}

template <typename Moving>
bool PlanePoints::update(const CodesSnapshot& codes, size_t at, const Projection& projection, bool sameBasis,
                         Moving moving) {
    const std::shared_ptr<const CodeChunk>& now = codes.chunks[at];
    const std::shared_ptr<const CodeChunk> before = std::exchange(seen_[at], now);
    const CodeChunk* known = now ? now.get() : before.get();
    if (!known) return false;
    const auto dimensions = static_cast<size_t>(codes.dimensions);
    const bool comparable = sameBasis && before && now && before->mu.size() == now->mu.size();
    const bool fits = projection.fits(codes.dimensions);
    const int64_t count = std::min(known->count, cloud_.count() - known->first);
    bool changed = false;
    for (int64_t i = 0; i < count; ++i) {
        const int64_t image = known->first + i;
        const bool placed = cloud_.isPlaced(image);
        const CodeStamp stamp = now ? now->stamps[static_cast<size_t>(i)] : CodeStamp{};
        if (!codes.isShown(stamp)) {
            if (!placed) continue;
            moving();
            cloud_.lift(image);
            changed = true;
            continue;
        }
        const float* z = now->mu.data() + static_cast<size_t>(i) * dimensions;
        // By what it is, not by its step: of another model a code of step 0 is another one.
        if (fits && !(comparable && placed &&
                      std::equal(z, z + dimensions, before->mu.data() + static_cast<size_t>(i) * dimensions))) {
            moving();
            float x = 0, y = 0;
            projection.place(z, x, y);
            cloud_.place(image, x, y);
            changed = true;
        }
        const bool old = !codes.isYoung(stamp) && cloud_.isPlaced(image);
        if (cloud_.isOld(image) == old) continue;
        cloud_.setOld(image, old);
        changed = true;
    }
    return changed;
}

void PlanePoints::forgetPlaces(int64_t images) {
    cloud_.reset(images);
    seen_.clear();
    index_.clear();
    endGlide();
    regroup();
}

void PlanePoints::glideFromHere() {
    if (cloud_.placed() == 0 || isLarge()) return;
    const PointArrays now = arrays();
    std::vector<float> x(now.x, now.x + now.count), y(now.y, now.y + now.count);
    fromX_ = std::move(x);
    fromY_ = std::move(y);
}

void PlanePoints::placesMoved() {
    index_.clear();
    still_.reset();
    if (isGliding()) setGlide(0);
    countGroups();
}

bool PlanePoints::setCodes(const std::shared_ptr<const CodesSnapshot>& codes,
                           const std::shared_ptr<const PlaneBasis>& basis) {
    const bool fromMap = std::exchange(map_, nullptr) != nullptr;
    if (!codes || !basis) {
        if (cloud_.placed() == 0) return false;
        forgetPlaces(images_ ? images_->count() : 0);
        return true;
    }
    // Codes that a project keeps of images that are gone.
    if (!images_ && cloud_.count() != codes->count) forgetPlaces(codes->count);
    const bool sameBasis =
        basis_ && (basis_ == basis || (basis_->mean == basis->mean && basis_->axes[0] == basis->axes[0] &&
                                       basis_->axes[1] == basis->axes[1]));
    const bool sameAges = codes->youngFrom == youngFrom_ && codes->shownFrom == shownFrom_;
    basis_ = basis;
    youngFrom_ = codes->youngFrom;
    shownFrom_ = codes->shownFrom;
    seen_.resize(codes->chunks.size());
    const Projection projection(*basis);
    bool moves = false, changed = false;
    const auto moving = [&] {
        if (!std::exchange(moves, true)) glideFromHere();
    };
    for (size_t chunk = 0; chunk < seen_.size(); ++chunk) {
        // A map may have had places for codes that were let go since.
        if (fromMap && !codes->chunks[chunk]) {
            moving();
            const auto first = static_cast<int64_t>(chunk) * CodesSnapshot::kCodesPerChunk;
            const int64_t end = std::min(first + CodesSnapshot::kCodesPerChunk, cloud_.count());
            for (int64_t image = first; image < end; ++image) cloud_.lift(image);
        }
        if (codes->chunks[chunk] == seen_[chunk] && ((sameBasis && sameAges) || !seen_[chunk])) continue;
        changed = update(*codes, chunk, projection, sameBasis, moving) || changed;
    }
    if (moves) placesMoved();
    if (changed) still_.reset();
    return changed || (fromMap && moves);
}

bool PlanePoints::setMap(const std::shared_ptr<const LayoutSnapshot>& map) {
    const std::shared_ptr<const Layout> before = map_ ? map_->layout : nullptr;
    map_ = map;
    if (before == map->layout) return false;
    basis_.reset();
    seen_.clear();
    const std::vector<int64_t>& images = *map->images;
    if (!images_ && !images.empty() && cloud_.count() <= images.back()) forgetPlaces(images.back() + 1);
    glideFromHere();
    const float* place = map->layout->xy.data();
    auto next = images.begin();
    for (int64_t image = 0; image < cloud_.count(); ++image) {
        if (next == images.end() || *next != image) {
            cloud_.lift(image);
            continue;
        }
        cloud_.place(image, place[0], place[1]);
        cloud_.setOld(image, false);
        place += 2;
        ++next;
    }
    placesMoved();
    return true;
}

int64_t PlanePoints::shown() const {
    int64_t sum = 0;
    for (const PointGroup& group : groups_) sum += group.visible ? group.points : 0;
    return sum;
}

std::vector<uint8_t> PlanePoints::hiddenGroups() const {
    std::vector<uint8_t> hidden;
    hidden.reserve(groups_.size());
    for (const PointGroup& group : groups_) hidden.push_back(group.visible ? 0 : 1);
    return hidden;
}

std::shared_ptr<const StillPoints> PlanePoints::still() {
    if (!still_) still_ = std::make_shared<const StillPoints>(StillPoints{cloud_, dim_});
    return still_;
}

void PlanePoints::settleFresh() {
    if (cloud_.hasFresh()) still_.reset();
    cloud_.settle();
}

std::optional<PlanePoints::Indexed> PlanePoints::indexed() {
    if (!worker_ || !isLarge()) {
        if (!index_.isBuilt()) index_.build(cloud_);
        return Indexed{&cloud_, &index_};
    }
    worker_->index(still());
    stillIndex_ = worker_->newestIndex();
    if (!stillIndex_ || stillIndex_->points->cloud.count() != cloud_.count()) return std::nullopt;
    return Indexed{&stillIndex_->points->cloud, &stillIndex_->index};
}

int64_t PlanePoints::nearest(QPointF at, double radius) {
    if (cloud_.placed() == 0 || !seenPoints_) return -1;
    const auto known = indexed();
    return known ? known->index->nearest(*known->cloud, at, radius, hiddenGroups()) : -1;
}

std::vector<NearImage> PlanePoints::near(QPointF at) {
    if (cloud_.placed() == 0) return {};
    const auto known = indexed();
    if (!known) return {};
    const std::vector<int64_t> images = known->index->nearestFew(*known->cloud, at, kMostNear + 1, hiddenGroups());
    std::vector<double> distances;
    distances.reserve(images.size());
    for (const int64_t image : images) {
        const QPointF off = known->cloud->positionOf(image) - at;
        distances.push_back(std::hypot(off.x(), off.y()));
    }
    // The reach is where the next one lies, so that nothing jumps when it takes the place of the last.
    const size_t count = std::min(images.size(), kMostNear);
    const double reach = images.size() > count ? distances[count] : 2 * (distances.empty() ? 0 : distances.back());
    std::vector<double> weights;
    double sum = 0;
    for (size_t i = 0; i < count; ++i) {
        const double distance = std::max(distances[i], 1e-9 * reach);
        const double weight = reach > 0 ? std::pow((reach - std::min(distance, reach)) / (reach * distance), 2) : 1;
        weights.push_back(weight);
        sum += weight;
    }
    std::vector<NearImage> result;
    for (size_t i = 0; i < count; ++i) {
        // All of them as far away as the next one: none is nearer than another.
        const double weight = sum > 0 ? weights[i] / sum : 1 / static_cast<double>(count);
        if (weight > 0) result.push_back({images[i], weight});
    }
    return result;
}

std::optional<std::vector<int64_t>> PlanePoints::within(const QRectF& part, int64_t most) {
    if (cloud_.placed() == 0) return std::nullopt;
    const auto known = indexed();
    if (!known) return std::nullopt;
    const auto slots = known->index->within(*known->cloud, part, static_cast<size_t>(most), hiddenGroups());
    if (!slots) return std::nullopt;
    std::vector<int64_t> images;
    images.reserve(slots->size());
    for (const uint32_t slot : *slots) images.push_back(known->cloud->imageOf(slot));
    return images;
}

void PlanePoints::collect(const PlaneRegion& region, ImageBits& into) const {
    // Not by the index: it is made anew for each set of places, and leaves out what lies beneath the topmost.
    const PointArrays now = arrays();
    const std::vector<uint8_t> hidden = hiddenGroups();
    for (int64_t slot = 0; slot < now.count; ++slot) {
        if (!region.contains(now.x[slot], now.y[slot])) continue;
        if (hidden[std::min<size_t>(now.group[slot], hidden.size() - 1)] == 0) into.insert(cloud_.imageOf(slot));
    }
}

void PlanePoints::setSelected(const ImageBits* selected) {
    still_.reset();
    dim_.clear();
    if (!selected) return;
    dim_.resize(static_cast<size_t>(cloud_.count()));
    for (size_t slot = 0; slot < dim_.size(); ++slot)
        dim_[slot] = selected->contains(cloud_.imageOf(static_cast<int64_t>(slot))) ? 0 : 1;
}

void PlanePoints::setGlide(double progress) {
    const auto t = static_cast<float>(progress * progress * (3 - 2 * progress));
    const auto count = static_cast<size_t>(cloud_.count());
    drawnX_.resize(count);
    drawnY_.resize(count);
    for (size_t slot = 0; slot < count; ++slot) {
        const float x = cloud_.x()[slot], y = cloud_.y()[slot];
        // A new point has no place to come from: it fades in where it belongs.
        const bool isNew = std::isnan(fromX_[slot]);
        drawnX_[slot] = isNew ? x : fromX_[slot] + (x - fromX_[slot]) * t;
        drawnY_[slot] = isNew ? y : fromY_[slot] + (y - fromY_[slot]) * t;
    }
}

void PlanePoints::endGlide() {
    fromX_.clear();
    fromY_.clear();
    drawnX_.clear();
    drawnY_.clear();
}

PointArrays PlanePoints::arrays() const {
    const bool gliding = !drawnX_.empty();
    return {gliding ? drawnX_.data() : cloud_.x(),
            gliding ? drawnY_.data() : cloud_.y(),
            cloud_.group(),
            cloud_.fresh(),
            cloud_.count(),
            cloud_.olds() > 0 ? cloud_.old() : nullptr,
            !dim_.empty() && dim_.size() == static_cast<size_t>(cloud_.count()) ? dim_.data() : nullptr};
}

QPointF PlanePoints::drawnAt(int64_t image) const {
    if (drawnX_.empty()) return cloud_.positionOf(image);
    const auto slot = static_cast<size_t>(cloud_.slotOf(image));
    return {drawnX_[slot], drawnY_[slot]};
}

}  // namespace zscape
