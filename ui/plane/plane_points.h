#pragma once

#include "engine/session/layout_snapshot.h"
#include "engine/session/types.h"
#include "ui/plane/plane_types.h"
#include "ui/plane/plane_worker.h"
#include "ui/plane/point_cloud.h"
#include "ui/plane/point_index.h"
#include "ui/plane/point_renderer.h"
#include "ui/selection/image_bits.h"

#include <QColor>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zscape {

class PlaneRegion;

/// One entry of the legend.
struct PointGroup {
    QString name;
    int colourIndex = -1;                            ///< Tokens::classColour; below 0: unlabelled
    std::optional<double> magnitude = std::nullopt;  ///< Tokens::magnitude, 0 to 1, in place of a class
    bool visible = true;
    int64_t points = 0;
};

/// In the theme's colours now.
QColor colourOfGroup(const PointGroup& group);

/// What an attribute's numbers are coloured by.
struct PointScale {
    QString name;
    double minimum = 0, maximum = 0;
};

/// The codes as points: projects snapshots to the plane, groups them by what colours them, glides to new places.
class PlanePoints {
public:
    /// More than this many points jump instead of gliding.
    static constexpr int64_t kMostThatGlide = 100000;
    static constexpr int kMagnitudes = 64;  ///< colours that an attribute's numbers are told apart by

    void setImages(std::shared_ptr<const ImageSet> images, const std::shared_ptr<const Split>& split);
    const std::shared_ptr<const ImageSet>& images() const { return images_; }
    Side sideOf(int64_t image) const {
        return static_cast<size_t>(image) < sides_.size() ? sides_[static_cast<size_t>(image)] : Side::Train;
    }
    bool isHeldOut(int64_t image) const { return sideOf(image) == Side::HeldOut; }

    /// Projects what changed since the last snapshot; null forgets every point. \return false when nothing changed
    bool setCodes(const std::shared_ptr<const CodesSnapshot>& codes, const std::shared_ptr<const PlaneBasis>& basis);
    /// Null on a map.
    const std::shared_ptr<const PlaneBasis>& basis() const { return basis_; }
    /// The places of a map take those of the codes, until setCodes(). \pre it has a layout \return false when nothing
    /// changed
    bool setMap(const std::shared_ptr<const LayoutSnapshot>& map);
    /// Null but on a map.
    const std::shared_ptr<const LayoutSnapshot>& map() const { return map_; }

    /// Labels that the run knows, in its order, which is that of their colours; images with others are grey, in one
    /// group. Empty: those of the images themselves.
    void setKnownLabels(std::vector<std::string> names);

    /// `attribute`: index into ImageSet::attributes(), of PlaneColour::Attribute. One that is not there, or is a text:
    /// none.
    void setColour(PlaneColour colour, int attribute = -1);
    PlaneColour colour() const { return colour_; }
    int attribute() const { return attribute_; }
    /// Of the numbers that colour them now.
    const std::optional<PointScale>& scale() const { return scale_; }
    /// Groups are classes with names, which are worth a place on the plane.
    bool showsClasses() const {
        return groups_.size() > 1 && !scale_ && (colour_ == PlaneColour::Label || colour_ == PlaneColour::Attribute);
    }
    const std::vector<PointGroup>& groups() const { return groups_; }
    void setGroupVisible(int group, bool visible);
    /// Only this group is seen; again: all are.
    void isolateGroup(int group);

    /// The group of an image's point; -1 without any.
    int groupOf(int64_t image) const;
    QColor colourOf(int64_t image) const;
    /// Styles in the theme's colours now, one for each group and the unlabelled last.
    std::vector<PointStyle> styles() const;

    const PointCloud& cloud() const { return cloud_; }
    int64_t shown() const;  ///< points of visible groups
    /// Points that are not drawn are not pointed at: nearest() knows none. At first: true.
    void setSeen(bool seen) { seenPoints_ = seen; }
    /// The nearest visible image at most `radius` away, or -1.
    int64_t nearest(QPointF at, double radius);
    static constexpr size_t kMostNear = 5;
    /// The visible images nearest to a place, nearest first, at most kMostNear, by the weights ((R - d) / (R d))^2 with
    /// the distance d of each and R of the one behind them (Franke and Nielson 1980): at a point it is that image
    /// alone, and nothing jumps on the way to another. Empty without points.
    std::vector<NearImage> near(QPointF at);

    /// Visible images whose points lie within a part of the plane, in an order that is the same each time and mixes all
    /// of the set; none where there are more than `most`.
    std::optional<std::vector<int64_t>> within(const QRectF& part, int64_t most);

    /// Adds the visible images whose points are drawn within the region. A million take some 20 ms.
    void collect(const PlaneRegion& region, ImageBits& into) const;
    /// The points of all other images step back; null: none does.
    void setSelected(const ImageBits* selected);

    /// As they are now, to be drawn and indexed elsewhere; the same one until something has changed.
    std::shared_ptr<const StillPoints> still();
    /// Large clouds are indexed there, and asked by the newest index that is there: nobody waits. Null: by themselves.
    /// \param worker outlives this, or is taken back before
    void setWorker(PlaneWorker* worker) { worker_ = worker; }

    /// Its points jump.
    bool isLarge() const { return cloud_.count() > kMostThatGlide; }
    /// Starts from the places that are drawn now. `progress` from 0 to 1 by setGlide.
    bool isGliding() const { return !fromX_.empty(); }
    void setGlide(double progress);
    void endGlide();
    void settleFresh();
    PointArrays arrays() const;
    /// Where the image's point is drawn now.
    QPointF drawnAt(int64_t image) const;

private:
    void regroup();
    void groupByLabel();
    void groupBySide();
    void groupByCategory(size_t attribute);
    void groupByNames(const std::vector<std::string>& names, const std::function<int64_t(int64_t image)>& numberOf);
    void groupByNumber(size_t attribute);
    void countGroups();
    std::vector<uint8_t> hiddenGroups() const;
    void forgetPlaces(int64_t images);
    void glideFromHere();
    void placesMoved();
    /// The cloud and its index of one moment: of now, or a little earlier of a large one. Null: not yet.
    struct Indexed {
        const PointCloud* cloud = nullptr;
        const PointIndex* index = nullptr;
    };
    std::optional<Indexed> indexed();
    class Projection;
    /// \return whether a point changed; `moving` is called before the first that moves
    template <typename Moving>
    bool update(const CodesSnapshot& codes, size_t chunk, const Projection& projection, bool sameBasis, Moving moving);

    std::shared_ptr<const ImageSet> images_;
    std::vector<Side> sides_;
    bool hasTest_ = false, seenPoints_ = true;
    PointCloud cloud_;
    PointIndex index_;
    PlaneWorker* worker_ = nullptr;
    std::shared_ptr<const StillPoints> still_;      // null: something has changed since
    std::shared_ptr<const StillIndex> stillIndex_;  // of a large cloud
    std::shared_ptr<const PlaneBasis> basis_;
    std::shared_ptr<const LayoutSnapshot> map_;
    std::vector<std::shared_ptr<const CodeChunk>> seen_;  // chunks that the cloud shows
    int64_t youngFrom_ = 0, shownFrom_ = 0;               // of the snapshot that the cloud shows
    PlaneColour colour_ = PlaneColour::Label;
    int attribute_ = -1;
    std::vector<std::string> knownLabels_;
    std::optional<PointScale> scale_;
    std::vector<PointGroup> groups_;
    std::vector<uint8_t> dim_;  // 1 for each slot that steps back; of another size than the cloud: none does
    std::vector<float> fromX_, fromY_, drawnX_, drawnY_;  // while gliding
};

}  // namespace zscape
