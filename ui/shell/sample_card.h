#pragma once

#include <QImage>
#include <QWidget>

class QPushButton;

namespace zscape {

/// A card of built-in images: a strip of real ones, name, one sentence, Use.
class SampleCard : public QWidget {
    Q_OBJECT

public:
    SampleCard(const QString& picture, const QString& name, const QString& sentence, QWidget* parent = nullptr);
    QPushButton* useButton() const { return use_; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void used();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    QImage picture_;
    QPushButton* use_ = nullptr;
};

}  // namespace zscape
