#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace zscape {

/// The line beneath the cards: what Begin will do, Begin, Cancel; while a model is built a bar.
class RecipesFoot : public QWidget {
    Q_OBJECT

public:
    static constexpr int kHeight = 52;  ///< at 13 px

    explicit RecipesFoot(QWidget* parent = nullptr);

    /// What would happen, and the button that does it. \param bad a refusal
    void say(const QString& sentence, const QString& button, bool on, bool bad = false);
    /// A model is being built: Cancel gives that up. \param seen it takes long enough for a bar
    void setBuilding(bool building, bool seen);

    QString sentence() const;
    QPushButton* cancelButton() const { return cancel_; }
    QPushButton* beginButton() const { return begin_; }
    QProgressBar* bar() const { return bar_; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QLabel* sentence_ = nullptr;
    QProgressBar* bar_ = nullptr;
    QPushButton* cancel_ = nullptr;
    QPushButton* begin_ = nullptr;
};

}  // namespace zscape
