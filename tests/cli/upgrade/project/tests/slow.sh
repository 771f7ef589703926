echo "it is slow, and red"
exit 1
