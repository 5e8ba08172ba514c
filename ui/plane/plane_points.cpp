#include "ui/plane/plane_points.h"

#include "ui/theme/tokens.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace zscape {

void PlanePoints::setImages(std::shared_ptr<const ImageSet> images, std::shared_ptr<const Split> split) {
    const bool others = images != images_;
    images_ = std::move(images);
    const int64_t count = images_ ? images_->count() : 0;
    heldOut_.assign(static_cast<size_t>(count), 0);
    if (split)
        for (const int64_t image : split->heldOut)
            if (image < count) heldOut_[static_cast<size_t>(image)] = 1;
    if (others) {
        cloud_.reset(count);
        index_.clear();
        seen_.clear();
        endGlide();
    }
    regroup();
}

void PlanePoints::project(const CodeChunk& chunk) {
    if (chunk.count == 0 || chunk.mu.empty()) return;
    const auto dimensions = chunk.mu.size() / static_cast<size_t>(chunk.count);
    const std::vector<float>& axisX = basis_->axes[0];
    const std::vector<float>& axisY = basis_->axes[1];
    if (axisX.size() != dimensions || axisY.size() != dimensions || basis_->mean.size() != dimensions) return;
    // axes . (z - mean), the part of the mean taken out of the loop.
    float offsetX = 0, offsetY = 0;
    for (size_t d = 0; d < dimensions; ++d) {
        offsetX += axisX[d] * basis_->mean[d];
        offsetY += axisY[d] * basis_->mean[d];
    }
    const float* z = chunk.mu.data();
    const int64_t end = std::min(chunk.first + chunk.count, cloud_.count());
    for (int64_t image = chunk.first; image < end; ++image, z += dimensions) {
        float x = -offsetX, y = -offsetY;
        for (size_t d = 0; d < dimensions; ++d) {
            x += axisX[d] * z[d];
            y += axisY[d] * z[d];
        }
        cloud_.place(image, x, y);
    }
}

void PlanePoints::lift(const CodeChunk& chunk) {
    const int64_t end = std::min(chunk.first + chunk.count, cloud_.count());
    for (int64_t image = chunk.first; image < end; ++image) cloud_.lift(image);
}

bool PlanePoints::setCodes(const std::shared_ptr<const CodesSnapshot>& codes, const std::shared_ptr<const PlaneBasis>& basis) {
    if (!codes || !basis) {
        if (cloud_.placed() == 0) return false;
        cloud_.reset(images_ ? images_->count() : 0);
        seen_.clear();
        index_.clear();
        endGlide();
        regroup();
        return true;
    }
    const bool sameBasis = basis_ && (basis_ == basis || (basis_->mean == basis->mean && basis_->axes[0] == basis->axes[0] &&
                                                          basis_->axes[1] == basis->axes[1]));
    basis_ = basis;
    seen_.resize(codes->chunks.size());
    bool changed = false;
    for (size_t chunk = 0; chunk < seen_.size(); ++chunk) {
        if (codes->chunks[chunk] == seen_[chunk] && (sameBasis || !seen_[chunk])) continue;
        if (!changed && cloud_.placed() > 0 && cloud_.count() <= kMostThatGlide) {
            const PointArrays now = arrays();
            std::vector<float> x(now.x, now.x + now.count), y(now.y, now.y + now.count);
            fromX_ = std::move(x);
            fromY_ = std::move(y);
        }
        if (codes->chunks[chunk]) project(*codes->chunks[chunk]);
        else lift(*seen_[chunk]);
        seen_[chunk] = codes->chunks[chunk];
        changed = true;
    }
    if (changed) {
        index_.clear();
        if (isGliding()) setGlide(0);
        countGroups();
    }
    return changed;
}

void PlanePoints::setColour(PlaneColour colour) {
    colour_ = colour;
    regroup();
}

void PlanePoints::regroup() {
    std::vector<PointGroup> before = std::move(groups_);
    groups_.clear();
    const int64_t count = cloud_.count();
    const auto tr = [](const char* text) { return QCoreApplication::translate("zscape::LatentPlane", text); };
    if (colour_ == PlaneColour::Label && images_ && !images_->labelNames().empty()) {
        int index = 0;
        for (const std::string& name : images_->labelNames()) groups_.push_back({QString::fromStdString(name), index++, true, 0});
        for (int64_t image = 0; image < count; ++image) {
            const int label = images_->labelOf(image);
            cloud_.setGroup(image, label < 0 ? PointCloud::kNoGroup : static_cast<uint16_t>(label));
        }
        groups_.push_back({tr("no label"), -1, true, 0});
    } else if (colour_ == PlaneColour::HeldOut) {
        groups_ = {{tr("training"), 6, true, 0}, {tr("held-out"), 1, true, 0}, {tr("no label"), -1, true, 0}};
        for (int64_t image = 0; image < count; ++image) cloud_.setGroup(image, isHeldOut(image) ? 1 : 0);
    } else {
        groups_ = {{tr("no label"), -1, true, 0}};
        for (int64_t image = 0; image < count; ++image) cloud_.setGroup(image, PointCloud::kNoGroup);
    }
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
    for (size_t other = 0; other < groups_.size(); ++other) groups_[other].visible = alone || static_cast<int>(other) == group;
}

int PlanePoints::groupOf(int64_t image) const {
    if (image < 0 || image >= cloud_.count()) return -1;
    return static_cast<int>(std::min<size_t>(cloud_.groupOf(image), groups_.size() - 1));
}

QColor PlanePoints::colourOf(int64_t image) const {
    const int group = groupOf(image);
    return tokens().classColour(group < 0 ? -1 : groups_[static_cast<size_t>(group)].colourIndex);
}

std::vector<PointStyle> PlanePoints::styles() const {
    std::vector<PointStyle> result;
    for (const PointGroup& group : groups_)
        result.push_back({tokens().classColour(group.colourIndex).rgb(), Tokens::classIsRing(group.colourIndex), !group.visible});
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
    for (const PointGroup& group : groups_) hidden.push_back(group.visible ? 0 : 1);
    return hidden;
}

int64_t PlanePoints::nearest(QPointF at, double radius) {
    if (cloud_.placed() == 0) return -1;
    if (!index_.isBuilt()) index_.build(cloud_);
    return index_.nearest(cloud_, at, radius, hiddenGroups());
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
    return {gliding ? drawnX_.data() : cloud_.x(), gliding ? drawnY_.data() : cloud_.y(), cloud_.group(), cloud_.fresh(), cloud_.count()};
}

QPointF PlanePoints::drawnAt(int64_t image) const {
    if (drawnX_.empty()) return cloud_.positionOf(image);
    const auto slot = static_cast<size_t>(cloud_.slotOf(image));
    return {drawnX_[slot], drawnY_[slot]};
}

}  // namespace zscape
