#pragma once

#include "engine/core/picture.h"
#include "ui/plane/near_row.h"
#include "ui/plane/plane_types.h"
#include "ui/widgets/panel_frame.h"

#include <QElapsedTimer>
#include <QVariantAnimation>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

class QActionGroup;
class QBoxLayout;
class QComboBox;
class QLabel;
class QPushButton;

namespace zscape {

class CodeSliders;
class IconButton;
class LiveNumber;
class PictureView;

/// What the decoder draws: the picture, where it lies, at which step its weights were taken, and what can be done with
/// it.
class DecoderPanel : public PanelFrame {
    Q_OBJECT

public:
    explicit DecoderPanel(QWidget* parent = nullptr);

    /// Of the codes; more than two get a slider for each dimension. 0: no model, nothing can be done.
    void setDimensions(int dimensions);
    /// The picture of `code`, decoded with the weights of `step`; the coordinates become the code's first two.
    void setDecoded(const Picture& picture, const std::vector<float>& code, int64_t step);
    void clear();
    /// Other coordinates, after setDecoded: the place on the plane where its axes are others than z₁ and z₂.
    void setCoordinates(const QString& nameX, double x, const QString& nameY, double y);
    /// On a map, in the coordinates' place, until setCoordinates(): what the code was mixed from; none: it is a code of
    /// its own.
    void setNear(std::vector<NearPicture> near);
    NearRow* nearRow() const { return nearRow_; }
    /// Of a path that is there: the names of its ends, "A" and "B" for a place without one.
    struct Path {
        QString a, b;
        std::optional<double> place;  ///< of the shown code on it, 0 at A, 1 at B; empty: it is not on it
    };
    /// While there is a path a line says whether the shown code is on it.
    void setPath(const std::optional<Path>& path);
    QString pathText() const;

    /// Labels that the model decodes with, conditional models only; empty: none is shown.
    void setLabels(const std::vector<std::string>& names);
    void setLabel(int label);
    /// The decode is kept at a place: the pin is down.
    void setPinned(bool pinned);
    /// Codes of an untrained model are faint.
    void setFaint(bool faint);
    /// Only the picture and its coordinates, small, to float over the plane.
    void setCompact(bool compact);
    bool isCompact() const { return compact_; }
    /// Low, with the numbers and buttons beside the picture: what a selection says stands beneath.
    void setBeside(bool beside);
    bool isBeside() const { return beside_; }

    /// The picture as it is saved, copied and dragged out: at the size that is chosen in the menu, with exact pixels
    /// where they are shown so. Null while there is none.
    QImage savedPicture() const;
    int savedScale() const { return savedScale_; }
    void setSavedScale(int scale);  ///< 1 to kMostScale; emits nothing
    static constexpr int kMostScale = 8;

    PictureView* picture() const { return picture_; }
    CodeSliders* sliders() const { return sliders_; }
    const std::vector<float>& code() const { return code_; }
    int64_t step() const { return step_; }

    QSize sizeHint() const override;

Q_SIGNALS:
    void labelChosen(int label);
    void codeChanged(std::vector<float> code);  ///< by a slider
    void imageChosen(qint64 image);             ///< of those that the code was mixed from
    void endRequested(zscape::PathEnd end);     ///< the shown code
    void pinToggled(bool pinned);
    void exportRequested();
    void savedScaleChosen(int scale);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void pulse();
    void showStep();
    void showPath();
    void showPlace();
    void enableActions();
    void buildSizes();
    void layOut();
    void fitPicture();

    PictureView* picture_ = nullptr;
    QLabel* nameX_ = nullptr;
    QLabel* nameY_ = nullptr;
    LiveNumber* x_ = nullptr;
    LiveNumber* y_ = nullptr;
    QLabel* mixed_ = nullptr;
    NearRow* nearRow_ = nullptr;
    QLabel* weights_ = nullptr;
    QBoxLayout* around_ = nullptr;  ///< the picture, and the rest below or beside it
    QBoxLayout* rest_ = nullptr;
    QBoxLayout* line_ = nullptr;  ///< coordinates and weights
    QBoxLayout* ends_ = nullptr;  ///< the buttons
    QLabel* onPath_ = nullptr;
    QWidget* labelRow_ = nullptr;
    QComboBox* label_ = nullptr;
    QWidget* actions_ = nullptr;
    QPushButton* setA_ = nullptr;
    QPushButton* setB_ = nullptr;
    IconButton* pin_ = nullptr;
    IconButton* export_ = nullptr;
    CodeSliders* sliders_ = nullptr;
    QActionGroup* sizes_ = nullptr;
    QVariantAnimation pulse_;
    QElapsedTimer sincePulse_;  ///< since the weights changed last
    std::vector<std::string> labels_;
    std::vector<float> code_;
    std::optional<Path> path_;
    int64_t step_ = -1;
    int dimensions_ = 0;
    bool compact_ = false, beside_ = false, onMap_ = false;
    int savedScale_ = 1;
};

}  // namespace zscape
