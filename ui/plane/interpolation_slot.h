#pragma once

#include "ui/plane/plane_types.h"

#include <QWidget>

#include <optional>
#include <vector>

class QLabel;

namespace zscape {

class PictureView;

/// One end of the path: its picture and name. Takes an image of the set, a code, or an image file by drop.
class InterpolationSlot : public QWidget {
    Q_OBJECT

public:
    InterpolationSlot(PathEnd end, QWidget* parent);

    void setShown(const std::optional<ShownEnd>& shown);
    const std::optional<ShownEnd>& shown() const { return shown_; }
    /// The file of the shown image, for drags to the file manager; empty: none.
    void setFile(const QString& file) { file_ = file; }
    PictureView* picture() const { return picture_; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void imageDropped(qint64 image);
    void codeDropped(std::vector<float> code);
    void fileDropped(QString file);
    void clicked();
    void clearRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void layOut();

    PathEnd end_;
    std::optional<ShownEnd> shown_;
    QString file_;
    PictureView* picture_ = nullptr;
    QLabel* name_ = nullptr;
};

}  // namespace zscape
