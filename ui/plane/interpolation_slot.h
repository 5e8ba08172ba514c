#pragma once

#include "ui/plane/plane_types.h"

#include <QWidget>

#include <optional>
#include <vector>

class QLabel;

namespace zscape {

class PictureView;
class SelectionModel;

/// One end of the path: its picture and name. Takes an image of the set, a code, or an image file by drop.
class InterpolationSlot : public QWidget {
    Q_OBJECT

public:
    /// \param selection outlives it
    InterpolationSlot(PathEnd end, SelectionModel* selection, QWidget* parent);

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

protected:
    void resizeEvent(QResizeEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void showEnd();
    void layOut();

    const std::optional<EndPoint>& shown() const;

    PathEnd end_;
    SelectionModel* selection_;
    QString file_;
    PictureView* picture_ = nullptr;
    QLabel* name_ = nullptr;
};

}  // namespace zscape
