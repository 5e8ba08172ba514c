#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace zscape {

class ElidedLabel;
class MessageStrip;

/// The upper part of the import page: where the images come from and what they are, Cancel and Use with their keys, and
/// below them how far the reading is and what went wrong.
class ImportHead : public QWidget {
    Q_OBJECT

public:
    explicit ImportHead(QWidget* parent = nullptr);

    void setSource(const QString& source, bool file);
    void setHeadline(const QString& words);
    void setSummary(const QString& words);
    /// \param off why it is off; empty: it is on
    void setUse(const QString& words, bool on, const QString& off);
    /// Of 1000; below 0: nobody knows how far it is.
    void setProgress(int permille);
    void showProgress(bool shown);

    QString headline() const;
    QString summary() const;
    QPushButton* useButton() const { return use_; }
    QPushButton* cancelButton() const { return cancel_; }
    MessageStrip* strip() const { return strip_; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void showIcon();

    QLabel* sourceIcon_ = nullptr;
    ElidedLabel* source_ = nullptr;
    QString sourceIconName_;
    ElidedLabel* headline_ = nullptr;
    ElidedLabel* summary_ = nullptr;
    QPushButton* cancel_ = nullptr;
    QPushButton* use_ = nullptr;
    QProgressBar* bar_ = nullptr;
    MessageStrip* strip_ = nullptr;
};

}  // namespace zscape
