#pragma once

#include "ui/plane/layer_set.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace zscape {

class PlainSlider;

/// One layer of the card: whether it is shown, and how opaque; beneath, where there is something to say, what is drawn
/// of it.
class LayerRow : public QWidget {
    Q_OBJECT

public:
    LayerRow(PlaneLayer layer, QWidget* parent);

    void showLook(const LayerLook& look);
    /// Why it cannot be shown; empty: it can.
    void setReason(const QString& reason);
    /// "986 tiles of step 5,616", "refining 62 %"; both empty: the row is one line high.
    void setNote(const QString& left, const QString& right);

    PlaneLayer layer() const { return layer_; }
    QToolButton* eye() const { return eye_; }
    PlainSlider* slider() const { return slider_; }  ///< null where it has no opacity
    QString noteText() const;

Q_SIGNALS:
    /// By a person's hand. \param alone with Shift: this one and no other
    void toggled(bool alone);
    void opacityChosen(double opacity);

private:
    void refresh();

    PlaneLayer layer_;
    LayerLook look_;
    QToolButton* eye_ = nullptr;
    QLabel* name_ = nullptr;
    PlainSlider* slider_ = nullptr;
    QLabel* value_ = nullptr;
    QLabel* left_ = nullptr;
    QLabel* right_ = nullptr;
};

}  // namespace zscape
