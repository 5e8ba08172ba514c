#pragma once

#include "engine/core/picture.h"
#include "ui/plane/plane_types.h"

#include <QString>
#include <QWidget>

class QLabel;
class QPushButton;

namespace zscape {

class IconButton;
class PictureView;

/// A picture from outside that lies on the plane: itself beside what the decoder draws at its code, by its name, and
/// what can be done with it. Floats over the plane.
class ImageCard : public QWidget {
    Q_OBJECT

public:
    explicit ImageCard(QWidget* parent);

    void setImage(const QString& name, const Picture& picture);
    /// What the decoder draws at its code; empty while it is not there.
    void setDecoded(const Picture& picture);
    /// Beside `at`, in the parent's coordinates, within `area`; never over it.
    void placeAt(QPointF at, const QRectF& area);

    PictureView* picture() const { return picture_; }
    PictureView* decoded() const { return decoded_; }
    QString nameText() const { return name_; }
    QPushButton* endButton(PathEnd end) const { return ends_[indexOf(end)]; }
    IconButton* closeButton() const { return close_; }

Q_SIGNALS:
    void endRequested(zscape::PathEnd end);
    void closeRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString name_;
    PictureView* picture_ = nullptr;
    PictureView* decoded_ = nullptr;
    QLabel* title_ = nullptr;
    QPushButton* ends_[2] = {};
    IconButton* close_ = nullptr;
};

}  // namespace zscape
