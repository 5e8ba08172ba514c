#pragma once

#include <QImage>
#include <QString>
#include <QWidget>

#include <cstdint>
#include <vector>

namespace zscape {

/// An image that a decoded code was mixed from.
struct NearPicture {
    int64_t image = -1;
    QImage picture;
    QString name;
    double weight = 0;  ///< 0 to 1
};

/// What a code was mixed from, beside each other, with how much of each. A click chooses one.
class NearRow : public QWidget {
    Q_OBJECT

public:
    explicit NearRow(QWidget* parent = nullptr);

    void setPictures(std::vector<NearPicture> pictures);
    const std::vector<NearPicture>& pictures() const { return pictures_; }
    QRect rectOf(size_t index) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void imageChosen(qint64 image);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    int at(QPoint place) const;
    int side() const;

    std::vector<NearPicture> pictures_;
};

}  // namespace zscape
