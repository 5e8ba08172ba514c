// What colours the points, and the legend's entries. The rest of the class is in plane_points.cpp.
#include "ui/plane/plane_points.h"
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
    still_.reset();
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

}  // namespace zscape
