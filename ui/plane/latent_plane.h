#pragma once

#include "engine/session/types.h"
#include "ui/plane/layer_set.h"
#include "ui/plane/plane_axes.h"
#include "ui/plane/plane_cards.h"
#include "ui/plane/plane_ground.h"
#include "ui/plane/plane_layers.h"
#include "ui/plane/plane_points.h"
#include "ui/plane/plane_surface.h"
#include "ui/plane/plane_thumbnails.h"
#include "ui/plane/plane_types.h"
#include "ui/plane/plane_view.h"
#include "ui/widgets/tile_picture.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace zscape {

class ImageCard;
class MessageStrip;
class PlaneInteraction;
class PlaneLegend;
class SelectionModel;

/// The latent plane: every image's code as a point inside the plot area of a chart, and what a person does there.
/// Knows no session: the window feeds it and answers its signals. Positions are plane coordinates. What is hovered,
/// chosen and kept, and the ends of the path, are the selection's.
///
/// Setters emit nothing; signals tell of what a person did, and of what followed from that.
class LatentPlane : public QWidget, private PlaneSurface {
    Q_OBJECT

public:
    /// \param selection outlives it
    explicit LatentPlane(SelectionModel* selection, QWidget* parent = nullptr);
    ~LatentPlane() override;

    // ---- what it shows ----
    /// Other images forget points and path.
    void setImages(std::shared_ptr<const ImageSet> images, const std::shared_ptr<const Split>& split);
    /// Without it no card shows the picture that a tile was cut from.
    void setTileOverviews(TileOverviews overviews) { overviews_ = std::move(overviews); }
    /// New places of the points. Either null: forgets the points.
    void setCodes(const std::shared_ptr<const CodesSnapshot>& codes, const std::shared_ptr<const PlaneBasis>& basis);
    /// Which layers are drawn. Those that need a plane of the code space are not on a map. Without its layer no point
    /// is hovered.
    void setLayers(const LayerSet& layers);
    const LayerSet& layers() const { return layers_; }
    /// What the layers are drawn of; groundChanged() once it is another.
    PlaneGround& ground() { return ground_; }
    void groundChanged();
    const PlaneThumbnails& thumbnails() const { return thumbnails_; }
    /// The points lie on a map, until setCodes(): no axes, no prior. A map of another kind, or the first one, is seen
    /// whole. \pre the map has a layout
    void setMap(const std::shared_ptr<const CodesSnapshot>& codes, const std::shared_ptr<const LayoutSnapshot>& map);
    bool isMap() const { return points_.map() != nullptr; }
    /// The images that a place of a map borrows from: PlanePoints::near().
    std::vector<NearImage> near(QPointF at) { return points_.near(at); }
    /// PlanePoints::setKnownLabels()
    void setKnownLabels(std::vector<std::string> names);
    /// The label that a conditional model decodes places with, said beside the count; empty: none.
    void setDrawnLabel(const QString& name);
    /// countText(), and what is drawn.
    QString statusText() const;
    void setColour(PlaneColour colour, int attribute = -1);
    PlaneColour colour() const { return points_.colour(); }
    /// Images without a point have no code yet, and somebody is making one: said beside the count.
    void setCodesFollow(bool follow);
    /// "4,096 of 202,599, the rest follows"
    QString countText() const;
    /// The standard deviation of the model's prior, whose contours can be shown, 0 without one.
    void setPriorSpread(double sigma);
    double priorSpread() const { return overlay_.priorSpread; }
    /// Where code 0 lies on the plane.
    QPointF originOnPlane() const;
    /// Every point, and the prior where there is one: what fit() shows.
    QRectF worthSeeing() const;
    /// Codes of a model that was not trained yet are faint.
    void setFaint(bool faint);
    /// A sentence over the plane ("step 0: press Train (T)"); empty for none.
    void setHint(const QString& hint);
    /// The code that the decoder draws at the card's image; forgotten when the pointer goes to another one.
    void setCardDecode(int64_t image, const Picture& picture);

    /// The path's codes on the plane, both ends included; empty: none.
    void setPath(std::vector<QPointF> stops);
    const std::vector<QPointF>& path() const { return overlay_.stops; }
    /// The way that a code has come while it was searched for, the newest last; empty: none.
    void setTrail(std::vector<QPointF> trail);
    const std::vector<QPointF>& trail() const { return overlay_.trail; }
    void setCurrentStop(int stop);
    int currentStop() const { return overlay_.currentStop; }
    /// Place along the path while it is played, 0 to stops - 1; below 0: not played.
    void setMarker(double marker);

    // ---- view ----
    const PlaneView& view() const { return view_; }
    /// Shows every point, and the prior where there is one. From then on the view follows the points again.
    void fit();
    void zoom(double factor);  ///< about the middle
    bool isTouched() const { return touched_; }
    void setTool(PlaneToolKind tool);  ///< emits nothing
    PlaneToolKind tool() const;
    /// By its key.
    void chooseTool(PlaneToolKind tool);

    /// The image whose point lies under the pointer, -1: none.
    int64_t underPointer() const { return underPointer_; }
    /// What is shown beside it.
    const HoverCard& card() const { return card_; }
    std::optional<QPointF> pointer() const { return overlay_.pointer; }
    /// What keys and buttons mean now: the image under the pointer, else the kept place, the selected image, the
    /// pointer's place.
    std::optional<PlaneTarget> target() const;
    const PlanePoints& points() const { return points_; }

    /// Floats at the bottom centre.
    MessageStrip* strip() const { return strip_; }
    /// Beside the picture from outside that lies on the plane; hidden while there is none.
    ImageCard* imageCard() const { return imageCard_; }
    /// The end of the path whose letter or picture lies at `at` (screen).
    std::optional<PathEnd> endAt(QPointF at);
    PlaneLegend* legend() const { return legend_; }
    /// A widget that floats in the top right corner (the decoder in small windows); null takes it away.
    void setInset(QWidget* inset);
    /// The plane as it is seen, with its legend, drawn for `scale` times as many pixels.
    QImage picture(int scale = 1);
    /// "z1 -0.72, z2 1.58, near test 9399"
    QString spokenValue() const;

    QSize sizeHint() const override { return {714, 466}; }
    QSize minimumSizeHint() const override { return {240, 180}; }

Q_SIGNALS:
    /// The pointer moved over the plane while no place is kept.
    void pointerMoved(QPointF at);
    void pointerLeft();
    /// The point under the pointer is another image's: its card is shown. -1: none any more.
    void imageHovered(qint64 image);
    void endRequested(zscape::PathEnd end, zscape::PlaneTarget target);
    void endFileDropped(zscape::PathEnd end, QString file);
    void endCodeDropped(zscape::PathEnd end, std::vector<float> code);
    void stopHovered(int stop);  ///< -1: none any more
    void stopClicked(int stop);
    void playRequested();
    void fileDropped(QString file, QPointF at);
    void showFileRequested(qint64 image);
    void copyCodeRequested(zscape::PlaneTarget target);
    /// Codes are worth encoding only while somebody can see them.
    void codesWanted(bool wanted);
    void viewChanged();
    void toolChosen(zscape::PlaneToolKind tool);
    /// By its key. \param alone this one and no other
    void layerToggled(zscape::PlaneLayer layer, bool alone);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    const PlaneView& seenView() const override { return view_; }
    const PlaneOverlay& marks() const override { return overlay_; }
    PlanePoints& cloudPoints() override { return points_; }
    SelectionModel& chosen() override { return *selection_; }
    void look(const PlaneView& view) override;
    void pointAt(std::optional<QPointF> at) override;
    void hover(int64_t image) override;
    void outline(std::vector<QPointF> corners, const QString& note) override;
    void dragOut(int64_t image) override;

    void takePlaces(bool otherGround);
    void changeView(const PlaneView& view);
    void showSelected();
    void observeSelection();
    void showEnd(PathEnd end);
    void showOutside();
    void placeImageCard();
    void autoFit();
    /// At which all that is worth seeing is seen; found anew when that is something else.
    double wholeScale();
    QString spokenPlace(QPointF at) const;
    void refreshNames();
    void refreshMarks();
    void computeMarks();
    /// The lines of the hover card that change with the codes.
    void refreshCard();
    void placeFloating();
    /// Within which all floats.
    QRectF floatingArea() const;
    /// Above whose bottom left corner the cards of the layers stand.
    QRectF scalesArea() const;
    /// How far to the right something may float whose top is at `top`: not below the inset.
    double besideInset(double top) const;
    void startMovement();
    static constexpr int kFrameMilliseconds = 16;  // at most 60 frames a second
    /// A frame no sooner than `pause` ms after the last one.
    static constexpr double kViewMargin = 0.02;  // of the plane, on each side of what is seen whole
    void requestFrame(int pause = kFrameMilliseconds);
    void requestMovementFrame();
    void drawFrame();
    void drawBase();
    PointLook look(double fresh) const;
    void paintLarge(QPainter& painter);
    PlaneWorker& worker();
    void paintOverlay(QPainter& painter) const;
    void paintPlace(QPainter& painter) const;
    void refreshThumbnails();
    /// Those of layers_ that can be drawn on what is shown.
    LayerSet drawnLayers() const;
    /// What lies over the points, and is a part of the picture that is saved.
    void paintOnPoints(QPainter& painter) const;

    PlaneView view_;
    PlaneAxes axes_;
    PlanePoints points_;
    std::shared_ptr<const CodesSnapshot> codes_;  // what points_ shows; null without points
    bool codesFollow_ = false;
    PointRenderer renderer_;
    PlaneOverlay overlay_;
    HoverCard card_;
    TileOverviews overviews_;
    std::unique_ptr<PlaneInteraction> interaction_;
    PlaneLegend* legend_ = nullptr;
    MessageStrip* strip_ = nullptr;
    QWidget* inset_ = nullptr;
    ImageCard* imageCard_ = nullptr;

    SelectionModel* selection_;
    int64_t underPointer_ = -1;
    bool touched_ = false, faint_ = false;
    LayerSet layers_;
    PlaneGround ground_;
    QString hint_;
    QString drawnLabel_;

    QImage base_, frame_;  // axes; axes and points
    PicturePool bases_;
    bool baseStale_ = true, frameStale_ = true;
    std::unique_ptr<PlaneWorker> worker_;  // of a large cloud
    PlaneThumbnails thumbnails_;
    std::optional<double> wholeScale_;  // none: to be found anew
    QElapsedTimer movement_;            // glide and fade, while valid
    int movementLength_ = 0;            // milliseconds
    QElapsedTimer sinceFrame_;
    QTimer frameTimer_, restTimer_;
    double frameMilliseconds_ = 0;  // how long the last frame took to draw
};

}  // namespace zscape
