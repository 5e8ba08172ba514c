#include "ui/plane/plane_points.h"

#include "ui/plane/plane_region.h"
#include "ui/text/english_plurals.h"
#include "ui/theme/tokens.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <utility>

namespace zscape {

QColor colourOfGroup(const PointGroup& group) {
    return group.magnitude ? tokens().magnitude(*group.magnitude) : tokens().classColour(group.colourIndex);
}

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

bool PlanePoints::setCodes(const std::shared_ptr<const CodesSnapshot>& codes,
                           const std::shared_ptr<const PlaneBasis>& basis) {
    if (!codes || !basis) {
        if (cloud_.placed() == 0) return false;
        cloud_.reset(images_ ? images_->count() : 0);
        seen_.clear();
        index_.clear();
        endGlide();
        regroup();
        return true;
    }
    // Codes that a project keeps of images that are gone.
    if (!images_ && cloud_.count() != codes->count) {
        cloud_.reset(codes->count);
        index_.clear();
        seen_.clear();
        endGlide();
        regroup();
    }
    const bool sameBasis =
        basis_ && (basis_ == basis || (basis_->mean == basis->mean && basis_->axes[0] == basis->axes[0] &&
                                       basis_->axes[1] == basis->axes[1]));
    const bool sameAges = codes->youngFrom == youngFrom_ && codes->shownFrom == shownFrom_;
    basis_ = basis;
    youngFrom_ = codes->youngFrom;
    shownFrom_ = codes->shownFrom;
    seen_.resize(codes->chunks.size());
    const Projection projection(*basis);
    const bool glides = cloud_.placed() > 0 && !isLarge();
    bool moves = false, changed = false;
    const auto moving = [&] {
        if (std::exchange(moves, true) || !glides) return;
        const PointArrays now = arrays();
        std::vector<float> x(now.x, now.x + now.count), y(now.y, now.y + now.count);
        fromX_ = std::move(x);
        fromY_ = std::move(y);
    };
    for (size_t chunk = 0; chunk < seen_.size(); ++chunk) {
        if (codes->chunks[chunk] == seen_[chunk] && ((sameBasis && sameAges) || !seen_[chunk])) continue;
        changed = update(*codes, chunk, projection, sameBasis, moving) || changed;
    }
    if (moves) {
        index_.clear();
        if (isGliding()) setGlide(0);
        countGroups();
    }
    return changed;
}

void PlanePoints::setColour(PlaneColour colour, int attribute) {
    const bool there = images_ && attribute >= 0 && static_cast<size_t>(attribute) < images_->attributes().size();
    attribute_ = colour == PlaneColour::Attribute && there ? attribute : -1;
    colour_ = colour;
    regroup();
}

void PlanePoints::setKnownLabels(std::vector<std::string> names) {
    if (names == knownLabels_) return;
    knownLabels_ = std::move(names);
    regroup();
}

void PlanePoints::groupByLabel() {
    const std::vector<std::string>& own = images_->labelNames();
    if (knownLabels_.empty() || knownLabels_ == own)
        return groupByNames(own, [this](int64_t image) { return images_->labelOf(image); });
    std::vector<int64_t> ofOwn;
    int64_t strangers = 0;
    for (const std::string& name : own) {
        const auto known = std::find(knownLabels_.begin(), knownLabels_.end(), name) - knownLabels_.begin();
        strangers += known == std::ssize(knownLabels_) ? 1 : 0;
        ofOwn.push_back(known);
    }
    groupByNames(knownLabels_, [&](int64_t image) {
        const int64_t label = images_->labelOf(image);
        return label < 0 ? -1 : ofOwn[static_cast<size_t>(label)];
    });
    if (strangers == 0 || groups_.size() >= PointCloud::kNoGroup) return;
    const auto group = static_cast<uint16_t>(groups_.size());
    groups_.push_back({QCoreApplication::translate("zscape::LatentPlane", "%Ln new", nullptr, counted(strangers)), -1,
                       std::nullopt, true, 0});
    for (int64_t image = 0; image < cloud_.count(); ++image)
        if (const int64_t label = images_->labelOf(image);
            label >= 0 && ofOwn[static_cast<size_t>(label)] == std::ssize(knownLabels_))
            cloud_.setGroup(image, group);
}

void PlanePoints::groupBySide() {
    const auto tr = [](const char* text) { return QCoreApplication::translate("zscape::LatentPlane", text); };
    groups_ = {{tr("training"), 6, std::nullopt, true, 0}, {tr("held-out"), 1, std::nullopt, true, 0}};
    if (hasTest_) groups_.push_back({tr("test"), 3, std::nullopt, true, 0});
    for (int64_t image = 0; image < cloud_.count(); ++image)
        cloud_.setGroup(image, static_cast<uint16_t>(sideOf(image)));
}

void PlanePoints::groupByCategory(size_t attribute) {
    groupByNames(images_->attributes()[attribute].categories, [this, attribute](int64_t image) {
        const double category = images_->numberOf(image, attribute);
        return std::isfinite(category) ? static_cast<int64_t>(category) : -1;
    });
}

void PlanePoints::groupByNames(const std::vector<std::string>& names,
                               const std::function<int64_t(int64_t image)>& numberOf) {
    // What bears one of the names that are too many is drawn as what bears none.
    const auto count = static_cast<int64_t>(std::min<size_t>(names.size(), PointCloud::kNoGroup));
    for (int64_t i = 0; i < count; ++i)
        groups_.push_back(
            {QString::fromStdString(names[static_cast<size_t>(i)]), static_cast<int>(i), std::nullopt, true, 0});
    for (int64_t image = 0; image < cloud_.count(); ++image) {
        const int64_t number = numberOf(image);
        cloud_.setGroup(image, number >= 0 && number < count ? static_cast<uint16_t>(number) : PointCloud::kNoGroup);
    }
}

void PlanePoints::groupByNumber(size_t attribute) {
    const Attribute& column = images_->attributes()[attribute];
    scale_ = PointScale{QString::fromStdString(column.name), column.minimum, column.maximum};
    for (int step = 0; step < kMagnitudes; ++step)
        groups_.push_back({scale_->name, 0, (step + 0.5) / kMagnitudes, true, 0});
    const double span = column.maximum - column.minimum;
    for (int64_t image = 0; image < cloud_.count(); ++image) {
        const double value = images_->numberOf(image, attribute);
        const double share = span > 0 ? (value - column.minimum) / span : 0.5;
        cloud_.setGroup(image, std::isfinite(value)
                                   ? static_cast<uint16_t>(std::clamp(share * kMagnitudes, 0.0, kMagnitudes - 1.0))
                                   : PointCloud::kNoGroup);
    }
}

void PlanePoints::regroup() {
    std::vector<PointGroup> before = std::move(groups_);
    groups_.clear();
    scale_.reset();
    const auto tr = [](const char* text) { return QCoreApplication::translate("zscape::LatentPlane", text); };
    const Attribute::Kind kind =
        attribute_ >= 0 ? images_->attributes()[static_cast<size_t>(attribute_)].kind : Attribute::Kind::Text;
    if (colour_ == PlaneColour::Label && images_ && !images_->labelNames().empty()) groupByLabel();
    else if (colour_ == PlaneColour::HeldOut) groupBySide();
    else if (kind == Attribute::Kind::Category) groupByCategory(static_cast<size_t>(attribute_));
    else if (kind == Attribute::Kind::Number) groupByNumber(static_cast<size_t>(attribute_));
    else
        for (int64_t image = 0; image < cloud_.count(); ++image) cloud_.setGroup(image, PointCloud::kNoGroup);
    groups_.push_back({attribute_ >= 0 ? tr("no value") : tr("no label"), -1, std::nullopt, true, 0});
    // Groups that a person hid stay hidden when the same images are split anew.
    if (before.size() == groups_.size())
        for (size_t group = 0; group < groups_.size(); ++group)
            if (before[group].name == groups_[group].name) groups_[group].visible = before[group].visible;
    countGroups();
}

void PlanePoints::countGroups() {
    const std::vector<int64_t> sizes = cloud_.sizes(static_cast<int>(groups_.size()) - 1);
    for (size_t group = 0; group < groups_.size(); ++group) groups_[group].points = sizes[group];
}

void PlanePoints::setGroupVisible(int group, bool visible) { groups_[static_cast<size_t>(group)].visible = visible; }

void PlanePoints::isolateGroup(int group) {
    // Its own state does not count: the first click of a double click has just turned it round.
    bool alone = true;
    for (size_t other = 0; other < groups_.size(); ++other)
        if (static_cast<int>(other) != group && groups_[other].visible) alone = false;
    for (size_t other = 0; other < groups_.size(); ++other)
        groups_[other].visible = alone || static_cast<int>(other) == group;
}

int PlanePoints::groupOf(int64_t image) const {
    if (image < 0 || image >= cloud_.count()) return -1;
    return static_cast<int>(std::min<size_t>(cloud_.groupOf(image), groups_.size() - 1));
}

QColor PlanePoints::colourOf(int64_t image) const {
    const int group = groupOf(image);
    return group < 0 ? tokens().classColour(-1) : colourOfGroup(groups_[static_cast<size_t>(group)]);
}

std::vector<PointStyle> PlanePoints::styles() const {
    std::vector<PointStyle> result;
    result.reserve(groups_.size());
    for (const PointGroup& group : groups_)
        result.push_back({colourOfGroup(group).rgb(), Tokens::classIsRing(group.colourIndex), !group.visible});
    if (colour_ == PlaneColour::None) result.back().colour = tokens().text2.rgb();
    return result;
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

int64_t PlanePoints::nearest(QPointF at, double radius) {
    if (cloud_.placed() == 0) return -1;
    if (!index_.isBuilt()) index_.build(cloud_);
    return index_.nearest(cloud_, at, radius, hiddenGroups());
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
